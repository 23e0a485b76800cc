import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withRightChecksum } from "../end-to-end/project.ts";
import { findProgram } from "../find-program.ts";
import { type DiagnosticsByTarget, diagnosticsByTarget } from "./diagnostics-by-target.ts";

/**
 * Where code is that comes out of macros, as the program says itself, as it says when it panics, as a debugger is
 * told, and as lints say: in ordinary builds, at emit and from the cache.
 */
const program = path.join(import.meta.dirname, "../../bin/silcrow.js");
const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "silcrow-places-")));
const macroSources = /^macros\//;

const run = (command: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}) => {
  const { CARGO_TARGET_DIR: _, ...env } = process.env;
  return spawnSync(command, args, { cwd: folder, encoding: "utf8", env: { ...env, ...variables }, maxBuffer: 2 ** 28 });
};
const silcrow = (...args: readonly string[]) => run(process.execPath, [program, ...args]);
const targets = ["--bins", "--examples", "--keep-going", "--message-format=json"];
const executables = { ordinary: path.join(folder, "target/debug/places"), replayed: path.join(folder, "target/silcrow/replay/debug/places") };

let ordinary: DiagnosticsByTarget;
let emitted: DiagnosticsByTarget;
let replayed: DiagnosticsByTarget;

beforeAll(() => {
  cpSync(path.join(import.meta.dirname, "places"), folder, { recursive: true });
  // The example does not compile, and is expanded whole.
  emitted = diagnosticsByTarget(silcrow("emit", "--", "check", ...targets).stdout, macroSources);
  ordinary = diagnosticsByTarget(run("cargo", ["build", ...targets]).stdout, macroSources);
  replayed = diagnosticsByTarget(silcrow("build", ...targets).stdout, macroSources);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The number of a thread is the system's. */
const panics = (executable: string) => run(executable, [], { RUST_BACKTRACE: "1" }).stderr.replaceAll(/^(thread '[^']*' )\(\d+\)/gm, "$1");

describe("places in expansions", () => {
  test("are what the program prints", () => {
    const { status, stdout } = run(executables.ordinary, []);
    expect(status).toBe(0);
    expect(run(executables.replayed, []).stdout).toBe(stdout);
    const [operators = "", ...lines] = stdout.trimEnd().split("\n");
    // For each of eleven tokens twelve columns, which are its own but where the operator is as long as it: for seven of them.
    const columns = operators.match(/\d+/g) ?? [];
    expect([columns.length, new Set(columns).size]).toEqual([132, 22]);
    const places = lines.map((line) => /: (.*) in places::inner, called at/.exec(line)?.[1] ?? "");
    expect(places).toHaveLength(16);
    // Call sites and tokens, each of a function, an attribute, a derive and a function in a rule.
    expect(new Set(places).size).toBe(8);
  });

  test("are what it says when it panics, with the lines of a backtrace", () => {
    const said = panics(executables.ordinary);
    expect(panics(executables.replayed)).toBe(said);
    expect(said.match(/panicked at src\/main\.rs:\d+:\d+:/g)).toHaveLength(64);
    expect(said.match(/^ +at \.\/src\/main\.rs:\d+:\d+$/gm)?.length).toBeGreaterThan(128);
  });

  test("are what debuggers are told", () => {
    const readelf = findProgram("readelf", "binutils");
    const lines = (executable: string) => run(readelf, ["--debug-dump=decodedline", executable]).stdout.replaceAll(executable, "");
    const told = lines(executables.ordinary);
    expect(lines(executables.replayed)).toBe(told);
    expect(told.match(/^main\.rs +\d+ /gm)?.length).toBeGreaterThan(300);
  });

  test("are in equal executables", () => {
    expect(readFileSync(executables.replayed).equals(readFileSync(executables.ordinary))).toBe(true);
  });
});

test("lints say the same about expansions, denied and allowed", () => {
  expect(replayed).toEqual(ordinary);
  expect(emitted).toEqual(ordinary);
  const levels = (ordinary["example lints"] as readonly { readonly level: string; readonly code: { readonly code: string } | null }[]).map(({ level, code }) => `${level} ${code?.code}`);
  const counts = Object.fromEntries([...Map.groupBy(levels, (level) => level)].map(([level, all]) => [level, all.length]));
  expect(counts).toMatchObject({ "error unused_variables": 3, "error dead_code": 5, "error non_snake_case": 1, "warning unreachable_pub": 1 });
});

test("without a span map they are other ones", () => {
  const [entry = ""] = run("find", ["macro-cache/places", "-name", "Item.At.*"]).stdout.trim().split("\n");
  const file = path.join(folder, entry);
  writeFileSync(file, withRightChecksum(readFileSync(file, "utf8").replace(/^ {2}"spans": .*\n/m, "").replaceAll(/(?<=\w)§\d/g, "")));
  const before = run(executables.ordinary, []).stdout;
  expect(silcrow("build", "--bins").status).toBe(0);
  const after = run(executables.replayed, []).stdout;
  expect(after).not.toBe(before);
  const others = (text: string) => text.split("\n").filter((line) => !line.startsWith("derive"));
  expect(others(after)).toEqual(others(before));
});
