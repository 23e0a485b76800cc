import { stat, utimes } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SilcrowError } from "#diagnostics";
import { sha256, type MacroCrateRecord } from "#format";
import { writeEntry } from "./hand-made-cache.ts";
import { createOwnMacrosProject, type Entries, writeEntries } from "./own-macros-project.ts";
import type { Project, Run } from "./project.ts";

let project: Project;
let records: MacroCrateRecord[];
let entries: Entries;

beforeAll(async () => {
  ({ project, records, entries } = await createOwnMacrosProject());
});
afterAll(async () => await project.dispose());

const work = /\b(?:Compiling|Checking|Documenting)\b/;

async function succeeds(command: string, ...args: string[]): Promise<Run> {
  const run = await project.silcrow(command, args);
  expect(run.code, run.stderr).toBe(0);
  expect(await project.exists("TRIPPED")).toBe(false);
  return run;
}

async function problemOf(promise: Promise<unknown>): Promise<SilcrowError> {
  const error: unknown = await promise.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(SilcrowError);
  return error as SilcrowError;
}

describe("commands", () => {
  it("builds and runs without running or compiling macros", async () => {
    const run = await succeeds("run", "-p", "app");
    expect(run.stdout).toBe("5 Point 4\n");
    expect(await project.exists("BUILT")).toBe(false);
    expect((await succeeds("run", "-p", "app")).stderr).not.toMatch(work);
  });

  it("checks and lints without compiling what only macros use", async () => {
    for (const command of ["check", "clippy"]) {
      expect((await succeeds(command, "-p", "app", "--all-targets")).stderr).toMatch(work);
      expect((await succeeds(command, "-p", "app", "--all-targets")).stderr).not.toMatch(work);
    }
    expect(await project.exists("BUILT")).toBe(false);
  });

  it("tests: the workspace's own macro crate is compiled for its own tests only", async () => {
    const run = await succeeds("test", "--workspace");
    // Unit test of the macro crate, integration test of its user, doctests of both.
    expect(run.stdout.match(/test result: ok\. 1 passed/g)).toHaveLength(4);
    // What the macro crate's own test needs was a stub before; now it is real, and stays so.
    expect(await project.exists("BUILT")).toBe(true);
    expect((await succeeds("test", "--workspace")).stderr).not.toMatch(work);
    await succeeds("build", "--workspace");
    expect((await succeeds("test", "--workspace", "--", "--nocapture")).stderr).not.toMatch(work);
  });

  it("checks and documents the whole workspace", async () => {
    for (const args of [["check", "--workspace", "--all-targets"], ["doc", "--workspace"], ["clippy", "--workspace"]]) {
      await succeeds(...(args as [string]));
      expect((await succeeds(...(args as [string]))).stderr, args.join(" ")).not.toMatch(work);
    }
    expect(await project.exists("target/silcrow/replay/doc/mac/macro.five.html")).toBe(true);
  });

  it("builds optimised, and for a named target", async () => {
    await succeeds("build", "--release");
    const host = await import("./project.ts").then(async ({ native }) => (await native()).toolchain.host);
    await succeeds("build", "--target", host);
    expect((await succeeds("build", "--target", host)).stderr).not.toMatch(work);
  });

  it("keeps to the target directory that the user names", async () => {
    await succeeds("check", "-p", "app", "--target-dir", "elsewhere");
    expect(await project.exists("elsewhere/silcrow/replay/debug")).toBe(true);
  });

  it("passes cargo's exit code on", async () => {
    const run = await project.silcrow("build", ["--no-such-flag"]).catch((error: unknown) => error);
    expect((run as SilcrowError).code).toBe("SC0401");
    expect((run as SilcrowError).notes.join()).toContain("--no-such-flag");
    await project.write("app/tests/failing.rs", "#[test] fn fails() { panic!() }\n");
    expect((await project.silcrow("test", ["--workspace", "--test", "failing"])).code).toBe(101);
    await project.remove("app/tests/failing.rs");
  });
});

describe("what changes is noticed", () => {
  it("a touched entry", async () => {
    await succeeds("build");
    const file = path.join(project.root, entries.five);
    const { atime, mtime } = await stat(file);
    await utimes(file, atime, new Date(mtime.getTime() + 60_000));
    expect((await succeeds("build")).stderr).toMatch(/Compiling app/);
    await utimes(file, atime, mtime);
    await succeeds("build");
    expect((await succeeds("build")).stderr).not.toMatch(work);
  });

  it("an edited entry, which is an error", async () => {
    const text = await project.read(entries.five);
    await project.write(entries.five, text.replace("\n5\n", "\n6\n"));
    const run = await project.silcrow("build");
    expect(run.code).toBe(101);
    expect(run.stderr).toMatch(/error\[SC0204\]/);
    await project.write(entries.five, text);
    await succeeds("build");
  });

  it("a removed entry, which is the only error shown", async () => {
    const text = await project.read(entries.derive);
    await project.remove(entries.derive);
    const run = await project.silcrow("build");
    expect(run.code).toBe(101);
    expect(run.stderr).toMatch(/error\[SC0201\].*\n +--> app\/src\/lib\.rs:4:10\n/);
    // `Point::name` does not exist now, but that is not the cause.
    expect(run.stderr).not.toMatch(/E0599/);
    expect(run.stderr).toMatch(/due to 1 previous error/);
    const json = await project.silcrow("build", ["--message-format=json"]);
    const messages = json.stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Message);
    const shown = messages.find((message) => message.message?.code?.code === "SC0201")?.message;
    expect(shown?.spans[0]).toMatchObject({ file_name: "app/src/lib.rs", line_start: 4, column_start: 10, is_primary: true });
    await project.write(entries.derive, text);
    await succeeds("build");
  });

  it("a removed entry of a doctest, whose compiler no wrapper reads", async () => {
    const file = entries.five.replace(/^macro-cache\/app/, "macro-cache/mac");
    const text = await project.read(file);
    await project.remove(file);
    const run = await project.silcrow("test", ["--workspace", "--doc"]);
    expect(run.code).toBe(101);
    expect(run.stdout + run.stderr).toMatch(/SC0201\]: no expansion in the cache for `five!/);
    await project.write(file, text);
    await succeeds("test", "--workspace", "--doc");
  });

  it("another cache directory", async () => {
    await succeeds("build");
    const other = `${project.root}/other-cache`;
    const problem = await problemOf(project.silcrow("build", [], { cacheDir: other }));
    expect(problem.code).toBe("SC0207");
    await project.write("other-cache/macros.json", await project.read("macro-cache/macros.json"));
    expect((await project.silcrow("build", [], { cacheDir: other })).stderr).toMatch(/SC0201/);
    await writeEntries(project, records, "other-cache");
    expect((await project.silcrow("build", [], { cacheDir: other })).code).toBe(0);
    expect((await succeeds("build")).stderr).toMatch(/Compiling app/);
    expect((await succeeds("build")).stderr).not.toMatch(work);
  });

  it("the source of a macro crate, before cargo starts", async () => {
    const text = await project.read("mac/src/trip.rs");
    await project.write("mac/src/trip.rs", `${text}// changed\n`);
    const problem = await problemOf(project.silcrow("build"));
    expect(problem).toMatchObject({ code: "SC0212", message: "the macro crate mac 0.1.0 has changed since emit" });
    expect(problem.notes).toEqual(["its source files are not those that emit compiled"]);
    await project.write("mac/src/trip.rs", text);
    await succeeds("build");
  });

  it("what a macro crate is built from", async () => {
    const text = await project.read("support/src/lib.rs");
    await project.write("support/src/lib.rs", `${text}// changed\n`);
    const problem = await problemOf(project.silcrow("build"));
    expect(problem.code).toBe("SC0212");
    expect(problem.notes).toEqual(["its dependency support 0.1.0 is not the same as at emit"]);
    await project.write("support/src/lib.rs", text);
    await succeeds("build");
  });

  it("macros.json", async () => {
    const text = await project.read("macro-cache/macros.json");
    await project.write("macro-cache/macros.json", text.replaceAll('"mac"', '"another"'));
    expect((await problemOf(project.silcrow("build"))).code).toBe("SC0211");
    await project.write("macro-cache/macros.json", "{");
    expect((await problemOf(project.silcrow("build"))).code).toBe("SC0210");
    // A macro that is not listed any more does not exist for the crates that use it.
    await project.write("macro-cache/macros.json", text.replace(/ +\{"name":"five".*\n|.*"name": ?"five".*\n/, ""));
    expect((await project.silcrow("build")).stderr).toMatch(/`five`/);
    await project.write("macro-cache/macros.json", text);
    await succeeds("build");
  });

  it("a variable that an entry depends on", async () => {
    await project.remove(entries.five);
    const [file] = await writeEntry(project, records, {
      package: "mac",
      macro: "five",
      kind: "function",
      input: "",
      expansion: "5",
      crates: ["app"],
      env: { LUCK: sha256("good") },
    });
    const build = async (luck: string) => await project.silcrow("build", [], { env: { LUCK: luck } });
    expect((await build("good")).code).toBe(0);
    expect((await build("good")).stderr).not.toMatch(work);
    const changed = await build("bad");
    expect(changed.code).toBe(101);
    expect(changed.stderr).toMatch(/SC0209/);
    await project.remove(file as string);
    entries = await writeEntries(project, records);
    await succeeds("build");
  });
});

describe("the user's own wrapper", () => {
  it("still sees what does not use macros", async () => {
    await project.write("wrapper.sh", '#!/bin/sh\necho "$@" >> "$WRAPPER_LOG"\nexec "$@"\n');
    await import("node:fs/promises").then(async ({ chmod }) => await chmod(`${project.root}/wrapper.sh`, 0o755));
    await project.write("plain/Cargo.toml", '[package]\nname = "plain"\nversion = "0.1.0"\n');
    await project.write("plain/src/lib.rs", "");
    const manifest = await project.read("Cargo.toml");
    await project.write("Cargo.toml", manifest.replace('"support"', '"support", "plain"'));
    const env = { RUSTC_WRAPPER: `${project.root}/wrapper.sh`, WRAPPER_LOG: `${project.root}/log` };
    expect((await project.silcrow("build", ["--workspace"], { env })).code).toBe(0);
    const log = await project.read("log");
    expect(log).toMatch(/--crate-name plain/);
    expect(log).not.toMatch(/--crate-name mac/);
    await project.write("Cargo.toml", manifest);
  });
});

interface Message {
  readonly message?: { readonly code?: { readonly code: string } | null; readonly spans: readonly unknown[] };
}
