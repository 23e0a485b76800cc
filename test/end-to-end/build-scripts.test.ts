import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findConfinement } from "../../src/emit/modules/confinement.ts";
import { describeConfined } from "../bubblewrap.ts";
import { type Project, projectFrom, succeed } from "./project.ts";

describeConfined("the build script of a macro crate", () => {
  let project: Project;
  let server: Server;
  let home: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    project = projectFrom("prying-script");
    // Not in the project, which is visible.
    home = mkdtempSync(path.join(os.tmpdir(), "silcrow-home-"));
    mkdirSync(project.path("folder"));
    writeFileSync(path.join(home, "secret"), "do not read");
    server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    env = {
      HOME: home,
      CARGO_HOME: process.env["CARGO_HOME"] ?? path.join(os.homedir(), ".cargo"),
      RUSTUP_HOME: process.env["RUSTUP_HOME"] ?? path.join(os.homedir(), ".rustup"),
      SILCROW_CACHE_HOME: process.env["SILCROW_CACHE_HOME"] ?? path.join(process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache"), "silcrow"),
      PRY_FOLDER: project.path("folder"),
      PRY_ADDRESS: `127.0.0.1:${address.port}`,
      PRY_TOKEN: "s3cret",
      PRY_PROCESS: String(process.pid),
      PRY_NAME: readFileSync("/proc/self/comm", "utf8").trim(),
    };
  });
  afterAll(() => {
    server.close();
    rmSync(home, { recursive: true });
    project.dispose();
  });

  /** Tells its processes from those of others. */
  const seconds = 100_000 + process.pid;

  function commandLines(): string[] {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ")];
      } catch {
        return [];
      }
    });
  }

  /** What the script says, which is made anew for each run: modules of macro crates are kept. */
  function report(settings: object): string {
    project.edit("macros/build.rs", /\/\/ run: .*/, `// run: ${process.pid} ${Math.random()}`);
    project.write("silcrow.config.json", JSON.stringify(settings));
    succeed(project.silcrowWith(env, "emit"));
    return /^"(.*)"$/m.exec(project.read(project.entry("report")))?.[1] ?? "";
  }

  test("can write into its own folder and run the compiler, and nothing else", () => {
    // The home that it writes into is an empty one, and gone with it.
    expect(report({}).split(" ")).toEqual(["write-home", "own-folder", "compiler"]);
    expect(project.files("folder")).toEqual([]);
    expect(project.files("macros")).not.toContain("macros/written");
    expect(readdirSync(home)).toEqual(["secret"]);
  });

  test("can do what cargo lets it do where the configuration says so", () => {
    const found = report({ emit: { buildScripts: "native" } }).split(" ");
    expect(found).toEqual(["home", "write-home", "write-package", "write-folder", "write-target", "network", "token", "other-processes", "own-folder", "compiler"]);
  });

  test("has an end to its time and memory, with all that it starts", () => {
    const before = project.read("macros/build.rs");
    const more = (code: string) => project.write("macros/build.rs", before.replace("fn main() {", `fn main() {\n${code}`));
    project.write("silcrow.config.json", JSON.stringify({ emit: { buildScriptSeconds: 2, buildScriptMemory: "256MiB" } }));
    more(`Command::new("sleep").arg("${seconds}").spawn().unwrap(); loop {}`);
    const slow = project.silcrowWith(env, "emit");
    expect(slow.exitCode).toBe(1);
    expect(slow.stderr).toContain("error[SC0316]: this build script took longer than 2 s");
    expect(commandLines().filter((line) => line.includes(`sleep ${seconds}`))).toEqual([]);
    more(`let all: Vec<Vec<u8>> = (0..600).map(|_| vec![1; 1 << 20]).collect(); assert!(all.len() == 600);`);
    const large = project.silcrowWith(env, "emit");
    expect(large.exitCode).toBe(1);
    expect(large.stderr).toContain("memory allocation of 1048576 bytes failed");
    project.write("macros/build.rs", before);
  });

  test("that of an ordinary package can do as much, unless all shall be in the sandbox", () => {
    const ofPackage = (buildScripts: string): string[] => {
      project.write("build.rs", `${project.read("macros/build.rs")}// ${buildScripts} ${Math.random()}\n`);
      project.write("silcrow.config.json", JSON.stringify({ emit: { buildScripts } }));
      succeed(project.silcrowWith(env, "emit"));
      const outputs = project.files("target/silcrow/emit/debug/build").filter((file) => /\/prying-script-[^/]+\/output$/.test(file));
      const said = outputs.map((file) => /^cargo:rustc-env=REPORT=(.*)$/m.exec(project.read(file))?.[1] ?? "");
      expect(said).toHaveLength(1);
      return said[0]?.split(" ") ?? [];
    };
    expect(ofPackage("sandbox")).toContain("network");
    expect(ofPackage("sandbox-all")).toEqual(["write-home", "own-folder", "compiler"]);
    // What it printed is what cargo makes of it; a build from the cache runs it as cargo does.
    expect(succeed(project.silcrowWith(env, "run", "--quiet")).stdout).toContain("own-folder compiler");
    project.remove("build.rs");
  });

  test("replay does not run it at all", () => {
    project.edit("macros/build.rs", "fn main() {", "fn main() {\n    panic!(\"I was run\");");
    expect(project.silcrowWith(env, "build").stderr).toContain("SC0212");
  });
});

test("a sandbox that is asked for and is not there is SC0315; without a setting build scripts run as cargo runs them", async () => {
  const surroundings = { native: { rustc: "/usr/bin/rustc" }, workspace: { root: "/p", wrapper: undefined }, targetDirectory: "/p/target", cwd: "/", env: { PATH: "/nowhere", HOME: "/" } };
  await expect(findConfinement({ buildScripts: "sandbox" }, surroundings)).rejects.toMatchObject({ code: "SC0315", notes: [expect.stringContaining("bwrap")] });
  expect(await findConfinement({}, surroundings)).toBeUndefined();
  expect(await findConfinement({ buildScripts: "native" }, { ...surroundings, env: process.env })).toBeUndefined();
});

describeConfined("the user's own wrapper of the compiler", () => {
  test("stays visible, wherever it lies", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-wrapper-"));
    const wrapper = path.join(folder, "wrapper");
    writeFileSync(wrapper, "#!/bin/sh\n", { mode: 0o755 });
    const visible = async (named: string | undefined) => {
      const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
      const workspace = { root: "/p", wrapper: named };
      return (await findConfinement({}, { native: { rustc: "/usr/bin/rustc" }, workspace, targetDirectory: "/p/target", cwd: "/", env }))?.visible;
    };
    try {
      for (const named of [wrapper, "wrapper"]) expect(await visible(named)).toContain(wrapper);
      expect(await visible(undefined)).not.toContain(wrapper);
      expect(await visible("not-there")).toEqual(await visible(undefined));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
