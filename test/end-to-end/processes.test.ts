import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseEntry } from "#format";
import { describeConfined } from "../bubblewrap.ts";
import { fetchCrates, type Project, projectFrom, type Run, snapshot, succeed } from "./project.ts";

interface Configuration {
  sandbox?: Record<string, string>;
  capabilities?: Record<string, object>;
  policy?: object;
}

describeConfined("macro crates that WebAssembly cannot hold", () => {
  let project: Project;
  let ordinary: string;
  let configuration: Configuration;
  const silcrow = (...args: string[]): Run => project.silcrowWith({ GREETING: "hello" }, ...args);
  const configure = (changed: Configuration): void => project.write("silcrow.config.json", JSON.stringify({ ...configuration, ...changed }));

  beforeAll(() => {
    project = projectFrom("processes");
    configuration = JSON.parse(project.read("silcrow.config.json")) as Configuration;
    process.env["GREETING"] = "hello";
    ordinary = succeed(project.cargo("run", "--quiet")).stdout;
    delete process.env["GREETING"];
  });
  afterAll(() => project.dispose());

  test("never become processes by themselves: the errors name the line to add", () => {
    configure({ sandbox: {} });
    const run = silcrow("emit");
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/error\[SC0305\]: the macro `count_words!` of linked 0\.1\.0 crashed/);
    expect(run.stderr).toContain("which the sandbox does not have");
    expect(run.stderr).toContain('"sandbox":{"linked":"process"}');
    expect(run.stderr).toContain("failed to spawn thread");
    configure({});
  });

  test("doctor says what runs where", () => {
    const before = silcrow("doctor").stdout;
    expect(before).toMatch(/^threaded 0\.1\.0 +(wasm \(now process\)|process \(not expanded\)) /m);
  });

  test("are expanded, and the program is what it is ordinarily", () => {
    succeed(silcrow("emit"));
    expect(succeed(silcrow("run", "--quiet")).stdout).toBe(ordinary);
    expect(succeed(silcrow("compare")).stdout).toMatch(/^equal \(/m);
    expect(silcrow("doctor").stdout).toMatch(/^linked 0\.1\.0 +process /m);
    const { macro_crates: crates } = JSON.parse(project.read("macro-cache/macros.json")) as { macro_crates: { package: string; sandbox: object; keeps_state?: boolean }[] };
    expect(crates.map((crate) => [crate.package, crate.sandbox])).toEqual([
      ["counted", { kind: "process", abi: 1 }],
      ["linked", { kind: "process", abi: 1 }],
      ["plain", { kind: "wasm", abi: 1 }],
      ["threaded", { kind: "process", abi: 1 }],
    ]);
    expect(crates.filter((crate) => crate.keeps_state === true).map((crate) => crate.package)).toEqual(["counted"]);
  });

  test("what they looked at is recorded, also by a C library", () => {
    const depends = (name: string) => {
      const parsed = parseEntry(project.read(project.entry(name)));
      return parsed.kind === "entry" ? parsed.entry.metadata.depends : undefined;
    };
    expect(depends("first_line")).toMatchObject({ files: { "/silcrow-workspace/app/data/lines.txt": expect.stringMatching(/^sha256:/) } });
    expect(depends("files")).toMatchObject({ directories: { "/silcrow-workspace/app/data": expect.stringMatching(/^sha256:/) } });
    expect(depends("count_words")).toBeUndefined();
    expect(project.read(project.entry("include_file"))).toContain('include_str!("/silcrow-workspace/app/data/lines.txt")');
    expect(silcrow("check").exitCode).toBe(0);
    expect(project.silcrowWith({ GREETING: "good day" }, "check").stderr).toMatch(/SC0209[^]*GREETING/);
    project.write("app/data/lines.txt", "another line\n");
    expect(silcrow("check").stderr).toMatch(/SC0209[^]*lines\.txt/);
    succeed(silcrow("emit"));
    expect(succeed(silcrow("run", "--quiet")).stdout).toContain("line another line\n");
  });

  test("a second emit touches nothing, verify finds nothing, and what is not granted is denied", () => {
    const before = snapshot(project, "macro-cache");
    succeed(silcrow("emit"));
    expect(snapshot(project, "macro-cache")).toEqual(before);
    expect(succeed(silcrow("verify", "--seeds", "1")).stdout).toContain("the macro cache is what the macros give");
    configure({ capabilities: {} });
    project.edit("app/src/main.rs", '"data/lines.txt"', '"data/one.txt"');
    const run = silcrow("emit");
    expect(run.stderr).toMatch(/SC0304[^]*first_line[^]*app\/data\/one\.txt/);
    expect(run.stderr).toContain('"capabilities":{"linked":{"read":["data/one.txt"]}}');
    configure({});
    project.edit("app/src/main.rs", '"data/one.txt"', '"data/lines.txt"');
  });

  test("replay does not run them, and needs no sandbox", () => {
    const run = project.silcrowWith({ GREETING: "hello", PATH: pathWithout("bwrap") }, "run", "--quiet");
    expect(succeed(run).stdout).toContain("sum 408\n");
  });

  test("without bubblewrap emit refuses, and says what to install", () => {
    const run = project.silcrowWith({ GREETING: "hello", PATH: pathWithout("bwrap") }, "emit");
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/error\[SC0315\]: macros of counted, linked, threaded cannot be run as processes/);
    expect(run.stderr).toContain("apt-get install bubblewrap");
  });

  test("a policy refuses them, and names those that it lets through", () => {
    configure({ policy: { sandbox: "wasm" } });
    const refused = silcrow("emit");
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("error[SC0521]: the macros of counted 0.1.0 are expanded outside of WebAssembly");
    expect(silcrow("check").stderr).toContain("SC0521");
    configure({ policy: { sandbox: "wasm", sandboxExceptions: ["counted", "linked", "thread*"] } });
    expect(silcrow("check").exitCode).toBe(0);
    configure({});
  });

  test("a C library that is not there is said by the linker", () => {
    project.edit("macros/words/build.rs", "rustc-link-lib=static=words", "rustc-link-lib=static=words_that_are_not_there");
    const run = silcrow("emit");
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("words_that_are_not_there");
    expect(run.stderr).toContain("error[SC0306]");
  });
});

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true })));

/** A PATH of one folder, with links to all programs but one. */
function pathWithout(name: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "silcrow-path-"));
  folders.push(folder);
  for (const each of (process.env["PATH"] ?? "").split(path.delimiter).reverse()) {
    for (const file of fs.existsSync(each) ? fs.readdirSync(each) : []) {
      if (file === name) continue;
      fs.rmSync(path.join(folder, file), { force: true });
      fs.symlinkSync(path.join(each, file), path.join(folder, file));
    }
  }
  return folder;
}

describeConfined("pest_derive, which measures its stack with assembly", () => {
  let project: Project;
  beforeAll(() => {
    project = projectFrom("pest");
    fetchCrates(project);
  });
  afterAll(() => project.dispose());

  test("gives the same program from the cache as ordinarily", () => {
    succeed(project.silcrow("emit"));
    expect(succeed(project.silcrow("run", "--quiet")).stdout).toBe("9\ntrue\n");
    expect(succeed(project.silcrow("compare")).stdout).toMatch(/^equal \(/m);
    project.edit("src/calculator.pest", '"*" }', '"*" | "x" }');
    expect(project.silcrow("check").stderr).toMatch(/SC0209[^]*calculator\.pest/);
  });
});
