import { existsSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { parseEntry, parseMacrosJson } from "#format";
import { EmitProject } from "./emit-project.ts";

// The tests of a block go on from the state that the one before left, as a user's project does.

const wholeCache = [
  "app/Crab.Named.3d0e3bb3d642.rsm",
  "app/VERSION.version.d92d8b76e9ce-c1808d.rsm",
  "app/both.traced.faa64fc95dc2.rsm",
  "app/deep/inner/nested.as_is.947fa0016cca.rsm",
  "app/deep/inner/nested.shout.0ada4bf9be27.rsm",
  "app/lines.here.638987bc0ecc-ca698b.rsm",
  "app/lines.here.638987bc0ecc-eaf4c8.rsm",
  "app/product.as_is.ad9173efa41c.rsm",
  "app/shout.4bd077c82878.rsm",
  "app/shout.78c0c673db7e.rsm",
  "macros.json",
  "named/named.shout.631382cb256e.rsm",
  "other/greeting.shout.37a54126ca73.rsm",
  "outside/outside.shout.e1422901466c.rsm",
  "sample/main.shout.e1f05a9d1ae4.rsm",
];

describe("emit", () => {
  const project = new EmitProject();
  afterAll(() => project.remove());

  function entryOf(file: string) {
    const parsed = parseEntry(project.read(join("macro-cache", file)));
    if (parsed.kind !== "entry") throw new Error(`${file} is ${parsed.kind}`);
    return parsed.entry;
  }

  test("writes an entry for each distinct invocation, and macros.json", async () => {
    const run = await project.emit();
    expect(run.stderr).toContain("emitted 14 new entries, 0 kept in macro-cache");
    expect(run.status).toBe(0);
    expect(project.files()).toEqual(wholeCache);
    for (const file of project.files().filter((name) => name.endsWith(".rsm"))) entryOf(file);

    const macros = parseMacrosJson(project.read("macro-cache/macros.json"));
    if (macros.kind !== "macros") throw new Error(macros.kind);
    expect(macros.macros.macro_crates.map(({ crate_name, macros: all }) => [crate_name, all.map(({ name, kind }) => `${kind} ${name}`)])).toEqual([
      ["named", ["derive Named"]],
      ["nosy", ["function forever", "function here", "function home", "function version"]],
      ["shout", ["function as_is", "function shout"]],
      ["traced", ["attribute traced"]],
    ]);
  });

  test("entries tell where the invocation stands and how it was written", () => {
    const derive = entryOf("app/Crab.Named.3d0e3bb3d642.rsm");
    expect(derive.metadata).toMatchObject({
      macro_kind: "derive",
      macro_item: "named_5b6a57fb53dd::Named",
      expand_crate: "app",
      expand_module: "app",
      expand_linenum: 10,
      "macro-frag-spec": "item",
      targets: "*",
      macro_package: "named 0.1.0",
      source_file: "src/lib.rs",
    });
    // Also what `cfg` took away: the section is the author's text.
    expect(derive.invocation).toBe(
      "#[derive(Named)]\n#[named(anything)]\npub struct Crab {\n    /// Legs.\n    pub legs: u8,\n    #[cfg(any())]\n    pub never: u8,\n}",
    );
    const attribute = entryOf("app/both.traced.faa64fc95dc2.rsm");
    expect(attribute.invocation).toBe('#[traced::traced("both")]\npub fn both() -> &\'static str {\n    twice!("text")\n}');
    expect(entryOf("app/deep/inner/nested.as_is.947fa0016cca.rsm")).toMatchObject({
      metadata: { expand_module: "app::deep::inner", expand_linenum: 6, "macro-frag-spec": "expr", source_file: "src/deep/mod.rs" },
      invocation: 'shout::as_is!(shout!("nested"))',
      expansion: 'shout!("nested")',
    });
    // Out of a macro_rules: from tokens.
    expect(entryOf("app/product.as_is.ad9173efa41c.rsm").invocation).toBe("as_is!(2 * §(1 + 2§))");
    expect(entryOf("app/VERSION.version.d92d8b76e9ce-c1808d.rsm").metadata.depends).toEqual({
      env: { CARGO_PKG_VERSION: "sha256:c47f5b18b8a430e698b9fe15e51f6119984e78334bcf3f45e210d30c37ef2f9e" },
    });
  });

  test("what was emitted is the program", async () => {
    const run = await project.emit({}, ["run", "-p", "app"]);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("TEXTAGAIN 6 THE TYPE Crab 1.2.3\nNESTED HELLO 🦀 (35, 36)\n");
    expect(run.summary).toMatchObject({ created: 0, updated: 0, removed: 0, failed: 0 });
  });

  test("a second emit writes nothing and compiles nothing", async () => {
    const before = project.snapshot();
    const run = await project.emit();
    expect(run.status).toBe(0);
    expect(run.stderr).not.toMatch(/Compiling|Checking/);
    expect(run.summary).toMatchObject({ created: 0, updated: 0, kept: 14, removed: 0 });
    expect(project.snapshot()).toEqual(before);
  });

  test("a partial emit leaves the rest alone", async () => {
    const before = project.snapshot();
    const run = await project.emit({}, ["-p", "other"]);
    expect(run.summary).toMatchObject({ created: 0, removed: 0, kept: 1 });
    expect(project.snapshot()).toEqual(before);
  });

  test("entries that nothing uses any more are removed, with their folders", async () => {
    project.edit("app/examples/sample.rs", (text) => text.replace('shout::shout!("sample")', '"sample"'));
    const kept = await project.emit({ keepUnused: true });
    expect(kept.summary).toMatchObject({ removed: 0 });
    const run = await project.emit();
    expect(run.summary).toMatchObject({ created: 0, kept: 13, removed: 1 });
    expect(existsSync(join(project.cache, "sample"))).toBe(false);
    expect(project.files()).toEqual(wholeCache.filter((file) => !file.startsWith("sample/")));
  });

  test("a line more changes the entries that looked at the line, and no others", async () => {
    const before = project.snapshot();
    project.edit("app/src/lib.rs", (text) => `\n${text}`);
    const run = await project.emit();
    expect(run.summary).toMatchObject({ created: 1, kept: 12, removed: 1 });
    const after = project.snapshot();
    const stayed = Object.keys(before).filter((file) => file in after);
    expect(stayed).toHaveLength(13);
    for (const file of stayed) expect(after[file]).toBe(before[file]);
    project.edit("app/src/lib.rs", (text) => text.slice(1));
    expect((await project.emit()).summary).toMatchObject({ created: 1, removed: 1 });
  });

  test("a damaged entry is written again", async () => {
    const file = "macro-cache/app/both.traced.faa64fc95dc2.rsm";
    const before = project.read(file);
    project.edit(file, (text) => text.replace("let _", "let _other"));
    const run = await project.emit();
    expect(run.summary).toMatchObject({ updated: 1, created: 0 });
    expect(project.read(file)).toBe(before);
  });

  test("a changed macro updates its entries", async () => {
    project.edit("macros/shout/src/lib.rs", (text) => text.replace("to_uppercase()", "to_uppercase().replace('O', \"0\")"));
    const run = await project.emit();
    expect(run.status).toBe(0);
    expect(entryOf("other/greeting.shout.37a54126ca73.rsm").expansion).toBe('"HELL0 🦀"');
    // The crate that `shout` is used in when it is built is another one now, and so are its entries.
    expect(run.summary).toMatchObject({ created: 0, updated: 9, removed: 0 });
    expect((await project.emit()).summary).toMatchObject({ created: 0, updated: 0 });
  });

  test("failures of macros are errors at their place, and no entry goes", async () => {
    const lib = project.read("app/src/lib.rs");
    const before = project.snapshot();
    const withLine = async (line: string, options = {}, env: NodeJS.ProcessEnv = {}) => {
      writeFileSync(join(project.directory, "app/src/lib.rs"), `${lib}${line}\n`);
      const run = await project.emit(options, [], env);
      expect(run.status).toBe(1);
      expect(run.summary?.removed).toBe(0);
      return run;
    };
    const panic = await withLine("pub const P: &str = shout::shout!(1);");
    expect(panic.summary?.failed).toBe(1);
    expect(panic.stderr).toMatch(/error.*panicked[\s\S]*app\/src\/lib\.rs:41:21[\s\S]*shout! wants a string/);

    const denied = await withLine("pub const H: &str = nosy::home!();", {}, { HOME: process.env["HOME"] ?? "/", SILCROW_CACHE_HOME: process.env["SILCROW_CACHE_HOME"] ?? "" });
    expect(denied.stderr).toMatch(/error\[SC0304\]: the macro `home!` of nosy 0\.1\.0 asked for .*\n +--> app\/src\/lib\.rs:41:21/);
    expect(denied.stderr).toMatch(/note: .*HOME/);
    expect(denied.stderr).toContain("help:");

    const started = performance.now();
    const slow = await withLine("pub const F: u8 = nosy::forever!();", { deadlineSeconds: 1 });
    expect(slow.stderr).toContain("error[SC0301]: the macro `forever!` of nosy 0.1.0 took longer than 1 s");
    expect(performance.now() - started).toBeLessThan(60_000);

    writeFileSync(join(project.directory, "app/src/lib.rs"), lib);
    expect(project.snapshot()).toEqual(before);
    expect((await project.emit()).status).toBe(0);
  });

  test("two at once both end well", async () => {
    project.edit("app/src/main.rs", (text) => `${text}// touched\n`);
    const runs = await Promise.all([project.emit({ lockPatience: 300_000 }), project.emit({ lockPatience: 300_000 })]);
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
  });

  test("an emit waits for the lock of another, and not forever", async () => {
    const lock = join(project.directory, "target/silcrow/emit/.silcrow/lock");
    writeFileSync(lock, `${process.pid} ${hostname()} x\n`);
    const { child, done } = project.start({ lockPatience: 300_000 });
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (text: string) => text.includes("waiting for another emit") && resolve());
      void done.then(() => resolve());
    });
    expect(child.exitCode).toBeNull();
    const refused = await project.emit({ lockPatience: 300 });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/error\[SC0403\][\s\S]*silcrow\/emit\/\.silcrow\/lock/);
    rmSync(lock);
    expect((await done).status).toBe(0);
  });

  test("a killed emit leaves whole entries, and the next one goes on", async () => {
    rmSync(project.cache, { recursive: true });
    const { child, done } = project.start();
    while (child.exitCode === null && !(existsSync(project.cache) && project.files().length >= 3)) await sleep(1);
    process.kill(-(child.pid ?? 0), "SIGKILL");
    expect((await done).status).toBeNull();
    const left = project.files().filter((file) => file.endsWith(".rsm"));
    for (const file of left) entryOf(file);
    // As if it had been killed between writing and renaming.
    writeFileSync(join(project.cache, "app", "half.rsm.123456"), "{");
    const run = await project.emit();
    expect(run.status).toBe(0);
    expect(project.files()).toEqual(wholeCache.filter((file) => !file.startsWith("sample/")));
  });
});
