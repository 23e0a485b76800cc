import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchCrates, type Project, projectFrom, type Run, snapshot, succeed } from "./project.ts";

let project: Project;

beforeAll(() => {
  project = projectFrom("workspace");
  fetchCrates(project);
  succeed(project.silcrow("emit"));
  // Doc tests are compiled by `cargo test` alone.
  succeed(project.silcrow("emit", "--", "test", "--workspace", "--doc"));
});
afterAll(() => project.dispose());

describe("a workspace", () => {
  test("has the same test results from the cache as with ordinary cargo", () => {
    const ordinary = succeed(project.cargo("test", "--workspace", "--locked"));
    const replayed = project.silcrow("test", "--workspace", "--locked");
    expect(replayed.exitCode, replayed.stderr).toBe(0);
    expect(results(replayed)).toEqual(results(ordinary));
    expect(results(ordinary).length).toBeGreaterThan(20);
    expect(results(ordinary).some((line) => line.includes("store/src/lib.rs - doubled_sum"))).toBe(true);
  });

  test.for([
    ["run", "--quiet", "--", "--format", "json", "put", "milk", "--done", "3"],
    ["run", "--quiet", "--", "--help"],
    ["run", "--quiet", "--", "get", "7"],
    ["run", "--quiet", "--example", "json"],
    ["bench", "--quiet", "--bench", "titles"],
  ].map((args) => ({ command: args.join(" "), args })))("gives the same output for $command", ({ args }) => {
    const ordinary = project.cargo(...args);
    const replayed = project.silcrow(...args);
    expect(programOutput(replayed)).toEqual(programOutput(ordinary));
  });

  test("passes clippy and makes documentation from the cache", () => {
    expect(project.silcrow("clippy", "--workspace", "--all-targets", "--quiet").exitCode).toBe(0);
    const documented = project.silcrow("doc", "--workspace", "--no-deps", "--quiet");
    expect(documented.exitCode, documented.stderr).toBe(0);
    expect(project.files("target").some((file) => file.endsWith("doc/store/note/struct.NoteBuilder.html"))).toBe(true);
  });

  test("is up to date after all that", () => {
    const before = snapshot(project, "macro-cache");
    succeed(project.silcrow("emit"));
    expect(snapshot(project, "macro-cache")).toEqual(before);
    const crates = new Set(Object.keys(before).map((file) => file.split("/")[1]));
    // A folder for each crate that uses macros, tests and examples included, and macros.json.
    for (const crate of ["app", "store", "notes", "program", "round_trip", "json", "titles", "macros.json"]) {
      expect(crates, crate).toContain(crate);
    }
  });
});

/** `test … ok` lines, sorted: the order depends on threads, doc tests have times. */
function results({ stdout }: Run): string[] {
  return (stdout.match(/^(test |test result: ).*$/gm) ?? []).map((line) => line.replace(/; finished in .*/, "")).sort();
}

function programOutput({ exitCode, stdout, stderr }: Run): object {
  return { exitCode, stdout, stderr: stderr.replace(/^error: process didn't exit successfully.*$/gm, "") };
}
