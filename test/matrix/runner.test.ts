import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { compileFaults, outcomes } from "../../matrix/runner/blame.ts";
import { crateNames, limits, programs } from "../../matrix/runner/definitions.ts";
import { root } from "../../matrix/runner/places.ts";
import { renderPage } from "../../matrix/runner/render-page.ts";
import { markdownTable, terminalTable } from "../../matrix/runner/render-table.ts";
import { mergeResults, passed, type Project, readResults, steps } from "../../matrix/runner/results.ts";
import { runProcess } from "../../matrix/runner/run-process.ts";
import { compareTests, countTests, parseTestOutput } from "../../matrix/runner/test-output.ts";

const output = `   Compiling a v1.0.0
     Running unittests src/lib.rs (target/debug/deps/matrix_a-0123456789abcdef)

running 2 tests
test tests::one ... ok
test tests::two ... FAILED

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.08s

     Running tests/cli.rs (/elsewhere/deps/cli-0123456789abcdef)
test runs - should panic ... ok
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.08s

   Doc-tests matrix_a
test src/lib.rs - (line 3) ... ok
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
`;

describe("output of cargo test", () => {
  test("is told apart by crate, without times and documentation tests", () => {
    const targets = parseTestOutput(output);
    expect(targets.map(({ crate }) => crate)).toEqual(["matrix_a", "cli"]);
    expect(targets[0]?.lines).toContain("tests::two: FAILED");
    expect(countTests(targets)).toBe(3);
  });

  test("of two runs is compared test by test", () => {
    const targets = parseTestOutput(output);
    expect(compareTests(targets, parseTestOutput(output.replaceAll("0.08s", "9.99s")))).toEqual([]);
    expect(compareTests(targets, parseTestOutput(output.replace("two ... FAILED", "two ... ok")))).toEqual([
      "ordinary: matrix_a tests::two: FAILED",
      "replayed: matrix_a tests::two: ok",
    ]);
    expect(compareTests(targets, [])).not.toEqual([]);
  });
});

test("what tests print to both streams stays in order", async () => {
  const script = 'for n in 1 2 3 4 5 6 7 8 9; do echo "o$n"; echo "e$n" >&2; done';
  const { all, exitCode } = await runProcess("sh", ["-c", script], { cwd: root, limit: 60_000, inOrder: true });
  expect(exitCode).toBe(0);
  expect(all).toBe([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `o${n}\ne${n}\n`).join(""));
});

describe("blame", () => {
  const said = `error[SC0304]: it asked
 --> crates/a/src/lib.rs:5:32
  |
  = note: it asked for file x

error[E0425]: cannot find
 --> crates/b/src/lib.rs:1:1

error: could not compile \`matrix-a\` (lib) due to 1 previous error
error: could not compile \`matrix-b\` (lib test) due to 1 previous error; 1 warning emitted
`;

  test("each package that did not compile has its own errors", () => {
    expect(compileFaults(said)).toEqual([
      { package: "matrix-a", detail: "error[SC0304]: it asked; --> crates/a/src/lib.rs:5:32; = note: it asked for file x" },
      { package: "matrix-b", detail: "error[E0425]: cannot find; --> crates/b/src/lib.rs:1:1" },
    ]);
  });

  test("what is built from a faulty package has failed, and nothing else", () => {
    const facts = (name: string, ...dependencies: string[]) => ({ name, version: "1.0.0", crates: [name], mainTargets: [["--lib"]], direct: [], closure: new Set([name, ...dependencies]) });
    const found = outcomes([facts("a", "x"), facts("b", "y")], [{ package: "x", detail: "broken" }]);
    expect(Object.fromEntries(found)).toEqual({ a: { ok: false, detail: "broken" }, b: { ok: true } });
  });
});

describe("results", () => {
  const project = (name: string, ok: boolean): Project => ({
    name,
    kind: "crate",
    versions: [`${name} 1.0.0`],
    steps: ok ? Object.fromEntries(steps.map((step) => [step, { ok: true }])) : { ordinary: { ok: true }, emit: { ok: false, detail: "<b>`no`</b>\u001b[31m" } },
    expansions: 3,
    expansionsOfDependencies: 0,
    tests: 2,
    date: "2026-01-02",
  });
  const now = { date: "2026-01-03", silcrow: "0.1.0", rustc: "1.95.0" };
  const results = mergeResults(undefined, [project("a", true), project("b", false)], new Set(["crate a", "crate b"]), now);

  test("a step that is missing is not passed", () => {
    const { again: _, ...without } = project("a", true).steps;
    expect(passed({ ...project("a", true), steps: without })).toBe(false);
  });

  test("new ones take the place of old ones, and the history has one line for each day and version", () => {
    expect(results.history).toEqual([{ ...now, crates: { passed: 1, total: 2 }, programs: { passed: 0, total: 0 } }]);
    const again = mergeResults(results, [project("b", true)], new Set(["crate a", "crate b"]), now);
    expect(again.history).toEqual([{ ...now, crates: { passed: 2, total: 2 }, programs: { passed: 0, total: 0 } }]);
    expect(mergeResults(again, [], new Set(["crate a"]), { ...now, date: "2026-02-01" }).history.map(({ crates }) => crates.total)).toEqual([2, 1]);
  });

  test("nothing in them names a folder of this machine", () => {
    const detail = `--> /home/me/.cargo/registry/src/some-host-0123/thing-1.0.0/src/lib.rs:1:1 and ${root}matrix/crates/a`;
    const [found] = mergeResults(undefined, [{ ...project("a", false), steps: { emit: { ok: false, detail } } }], new Set(["crate a"]), now).projects;
    expect(found?.steps.emit?.detail).toBe("--> thing-1.0.0/src/lib.rs:1:1 and crates/a");
  });

  test("tables name what failed and why; nothing in them is markup of a terminal or of a page", () => {
    const known = { b: { reason: "It is <so>.", takes: "a lot" } };
    expect(terminalTable(results.projects, known)).toMatch(/FAIL {2}b .*\n.*emit: <b>.*\n.*known: It is <so>\.\n1 of 2 pass\n$/);
    expect(terminalTable(results.projects, known)).not.toContain("\u001b");
    expect(markdownTable(results, known)).toContain("It is <so>. What it would take: a lot");
    expect(renderPage(results, known)).not.toMatch(/<b>|<so>/);
  });
});

describe("what is committed", () => {
  test("every result is of a project that is defined, and every failure has its reason", async () => {
    const recorded = await readResults();
    const defined = [...(await crateNames()).map((name) => `crate ${name}`), ...(await programs()).map(({ name }) => `program ${name}`)];
    expect((recorded?.projects ?? []).map(({ kind, name }) => `${kind} ${name}`).filter((name) => !defined.includes(name))).toEqual([]);
    const known = await limits();
    const failed = (recorded?.projects ?? []).filter((found) => !passed(found)).map(({ name }) => name);
    expect(failed.filter((name) => known[name] === undefined)).toEqual([]);
    expect(Object.keys(known).filter((name) => !failed.includes(name))).toEqual([]);
  });

  test("tables and page are those of the data", async ({ skip }) => {
    const recorded = await readResults();
    if (recorded === undefined) return skip("the matrix was never run");
    const known = await limits();
    expect(readFileSync(path.join(root, "matrix/RESULTS.md"), "utf8")).toBe(markdownTable(recorded, known));
    expect(readFileSync(path.join(root, "matrix/results.html"), "utf8")).toBe(renderPage(recorded, known));
  });

  test("programs are pinned by checksum", async () => {
    for (const { name, members = [], ...program } of await programs()) {
      for (const { checksum } of [program, ...members]) expect(checksum).toMatch(/^[0-9a-f]{64}$/);
      for (const file of members.length === 0 ? [] : ["Cargo.toml", "Cargo.lock"]) {
        const text = readFileSync(path.join(root, "matrix/workspaces", name, file), "utf8");
        for (const member of members) expect(text).toContain(member.name);
      }
    }
  });
});
