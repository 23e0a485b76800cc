import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { type EntrySketch, pathOf, type ReviewProject, reviewProject } from "./review-project.ts";

const crab: EntrySketch = {
  module: "shore",
  item: "Crab",
  macro: "Describe",
  file: "src/shore.rs",
  line: 4,
  invocation: '#[derive(Describe)]\nstruct Crab {\n    name: String,\n    legs: u8,\n}',
  // impl Describe for Crab { fn names() -> [&str; 2] { ["name", "legs"] } }
  expansion: 'impl Describe for Crab {\n    fn names(out§1: u8) -> &[u8] {\n        &[self.name, self.legs]\n    }\n}',
  spans: {
    derived: [],
    runs: [
      { kind: "call-site", length: 3 },
      { kind: "input", length: 1, first: 5 },
      { kind: "call-site", length: 4 },
      { kind: "same", length: 1, span: 1 },
      { kind: "call-site", length: 12 },
      { kind: "input", length: 1, first: 8 },
      { kind: "call-site", length: 1 },
      { kind: "same", length: 2, span: 9 },
      { kind: "input", length: 1, first: 11 },
    ],
  },
  metadata: { scopes: { "1": "mixed_site" } },
};
const greeting: EntrySketch = {
  macro: "wstr",
  kind: "function",
  package: "wstr 0.1.0",
  item: "main",
  file: "src/main.rs",
  line: 3,
  invocation: 'wstr!("Hello 🦀")',
  expansion: "[0x0048u16, 0x0065u16].as_slice()",
  metadata: { depends: { env: { HOME: null }, position: `sha256:${"0".repeat(64)}` } },
};
const others: readonly EntrySketch[] = [
  { module: "shore", item: "CrabCatcher", macro: "Describe", file: "src/shore.rs", line: 20, invocation: "#[derive(Describe)]\nstruct CrabCatcher;", expansion: "impl Describe for CrabCatcher {}" },
  { item: "Crab", macro: "Clone", crate: "tests", file: "tests/tests.rs", line: 2, invocation: "#[derive(Clone)]\nstruct Crab;", expansion: "impl Clone for Crab {}" },
  { module: "shore", item: "walk", macro: "traced", kind: "attribute", file: "src/shore.rs", line: 11, invocation: '#[traced("walk")]\nfn walk() {\n    step();\n}', expansion: "fn walk() { step(); }" },
];

let project: ReviewProject;
beforeAll(() => {
  project = reviewProject([crab, greeting, ...others]);
  project.write("Cargo.toml", '[package]\nname = "demo"\n');
  project.write(
    "src/shore.rs",
    [
      "use describe::Describe;",
      "",
      "/// Walks sideways.",
      "#[derive(Describe, Debug)]",
      "struct Crab {",
      "    name: String,",
      "    legs: u8,",
      "}",
      "",
      "mod inner {",
      "    // was at the top of the file",
      '    #[traced("walk")]',
      "    fn walk() {",
      "        step();",
      "    }",
      "}",
      "",
    ].join("\n"),
  );
  project.write("src/main.rs", 'fn main() {\n    // a line more\n    let a = wstr!("Hello 🦀");\n    let b = wstr!("Hello 🦀");\n}\n');
});
afterAll(() => project.remove());

const show = async (...args: string[]) => await runCli(["show", ...args], { cwd: project.root });
/** The paths of the entries that are found. */
const found = async (...args: string[]) => ((await show(...args, "--format", "json")).stdout.match(/(?<="entry": ").*(?=")/g) ?? []);
const golden = (name: string) => path.join(import.meta.dirname, "golden", name);

describe("show", () => {
  test("shows invocation, expansion and what the scopes mean", async () => {
    const { exitCode, stdout, stderr } = await show("Crab.Describe");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    await expect(stdout).toMatchFileSnapshot(golden("show-one.txt"));
  });

  test("shows several, each under its heading", async () => {
    await expect((await show("demo")).stdout).toMatchFileSnapshot(golden("show-several.txt"));
  });

  test("marks where tokens come from", async () => {
    await expect((await show("shore::Crab", "--spans")).stdout).toMatchFileSnapshot(golden("show-spans.txt"));
  });

  test("prints one section alone, as it is", async () => {
    expect(await show("wstr!", "--expansion")).toEqual({ exitCode: 0, stdout: "[0x0048u16, 0x0065u16].as_slice()\n", stderr: "" });
    expect((await show("wstr!", "--invocation")).stdout).toBe('wstr!("Hello 🦀")\n');
    expect((await show("Describe", "--expansion")).stdout).toMatch(/^\/\/ demo\/shore\/Crab\.Describe\..*\nimpl [^]*\n\n\/\/ demo\/shore\/CrabCatcher\./);
    expect((await show("wstr", "--expansion", "--invocation")).exitCode).toBe(2);
  });

  test("gives JSON that says the same", async () => {
    const [entry] = JSON.parse((await show("Crab.Describe", "--format", "json", "--spans")).stdout);
    expect(entry).toMatchObject({ entry: pathOf(crab), status: "valid", invocation: crab.invocation, expansion: crab.expansion });
    expect(entry.pieces.map(({ text }: { text: string }) => text).join("")).toBe(crab.expansion);
    expect(entry.pieces.filter(({ from }: { from: string }) => from !== "macro")).toEqual([
      { from: "input", text: "Crab " },
      { from: "input", text: "name" },
      { from: "spanned", text: "self." },
      { from: "input", text: "legs" },
    ]);
  });

  test("colours, and takes nothing away by it", async () => {
    const plain = (await show("Describe", "wstr")).stdout;
    const coloured = (await show("Describe", "wstr", "--color", "always")).stdout;
    expect(coloured).toContain("\u001B[34mimpl\u001B[39m");
    expect(coloured).toContain("\u001B[95mout§1\u001B[39m");
    expect(coloured).toContain("\u001B[95m§1\u001B[39m");
    expect(coloured.replace(/\u001B\[\d+m/g, "")).toBe(plain);
    expect((await runCli(["show", "wstr"], { cwd: project.root, env: { FORCE_COLOR: "1" } })).stdout).toContain("\u001B[");
    expect((await runCli(["show", "wstr"], { cwd: project.root, env: { FORCE_COLOR: "1", NO_COLOR: "1" } })).stdout).not.toContain("\u001B");
  });

  test("has no pager where there is no terminal", async () => {
    expect((await runCli(["show", "wstr"], { cwd: project.root, env: { PAGER: "false" } })).exitCode).toBe(0);
  });

  test("shows at most as many as it may, and says what it left out", async () => {
    const { stdout, stderr } = await show("demo", "--limit", "1", "--expansion");
    expect(stdout.split("\n").length).toBeLessThan(8);
    expect(stderr).toBe("left out: 3 more entries: ask for less, or raise --limit\n");
  });
});

describe("what is meant", () => {
  const [catcher, clone, traced] = others.map(pathOf);
  test.each([
    ["Crab", [pathOf(crab), clone]],
    ["crab", [pathOf(crab), clone]],
    ["Catcher", [catcher]],
    ["Describe", [pathOf(crab), catcher]],
    ["#[derive(Describe)]", [pathOf(crab), catcher]],
    ["#[traced]", [traced]],
    ["demo::shore::Crab", [pathOf(crab)]],
    ["shore", [pathOf(crab), catcher, traced]],
    ["tests", [clone]],
    ["demo/shore/Crab.Describe", [pathOf(crab)]],
    ["Crab*.Describe", [pathOf(crab), catcher]],
    ["*/Crab.*", [pathOf(crab), clone]],
    ["wst?", [pathOf(greeting)]],
    [pathOf(crab), [pathOf(crab)]],
    [`macro-cache/${pathOf(crab)}`, [pathOf(crab)]],
    [/[0-9a-f]{8}(?=[0-9a-f]{4}-)/.exec(pathOf(greeting))![0], [pathOf(greeting)]],
  ])("%s", async (what, expected) => {
    expect(await found(what)).toEqual(expected);
  });

  test("several together, each entry once", async () => {
    expect(await found("Crab", "Describe")).toEqual([pathOf(crab), catcher, clone]);
  });

  test("nothing: the nearest names, and exit code 1", async () => {
    expect(await show("Crap")).toEqual({ exitCode: 1, stdout: "", stderr: "nothing in the macro cache fits `Crap`\n  the nearest names: Crab\n" });
    expect(await show("Zzyzzyva")).toEqual({ exitCode: 1, stdout: "", stderr: "nothing in the macro cache fits `Zzyzzyva`\n  `silcrow list` shows what is there\n" });
    const both = await show("Crap", "wstr", "--expansion");
    expect(both).toMatchObject({ exitCode: 1, stdout: "[0x0048u16, 0x0065u16].as_slice()\n" });
  });

  test.each([
    // The derive's lines, with the attributes and comments above it; recorded was another line.
    ["src/shore.rs:3", [pathOf(crab)]],
    ["src/shore.rs:6", [pathOf(crab)]],
    ["src/shore.rs:8:1", [pathOf(crab)]],
    ["src/shore.rs:9", []],
    // Moved into a module since: found by its text, indented or not, and no longer where it was recorded.
    ["src/shore.rs:14", [traced]],
    ["src/shore.rs:11", [traced]],
    // Not in the file any more: only the record says where it was.
    ["src/shore.rs:21", [catcher]],
    ["shore.rs:21", [catcher]],
    // One entry for two equal invocations.
    ["src/main.rs:3", [pathOf(greeting)]],
    ["src/main.rs:4", [pathOf(greeting)]],
    ["src/main.rs:5", []],
    ["src/main.rs", [pathOf(greeting)]],
    ["src/nowhere.rs:1", []],
  ])("at %s", async (what, expected) => {
    expect(await found(what)).toEqual(expected);
  });

  test("what another macro made has the extent of the item in the file, not of its printed text", async () => {
    const printed = `#[instrument]\nfn f() {\n${"    step();\n".repeat(50)}}`;
    const other = reviewProject([{ macro: "instrument", kind: "attribute", item: "f", line: 2, invocation: printed, expansion: "fn f() {}" }]);
    other.write("Cargo.toml", '[package]\nname = "demo"\n');
    other.write("src/lib.rs", "//! a\n#[tracing::instrument(skip_all)]\nfn f() {\n    step();\n}\n\nfn g() {}\n");
    for (const [line, exitCode] of [[1, 1], [2, 0], [5, 0], [7, 1]]) {
      expect(await runCli(["show", `src/lib.rs:${line}`], { cwd: other.root }), `line ${line}`).toMatchObject({ exitCode });
    }
    // A line that does not name the macro any more says nothing.
    other.write("src/lib.rs", "\n\n");
    expect((await runCli(["show", "src/lib.rs:40"], { cwd: other.root })).exitCode).toBe(0);
    other.remove();
  });

  test("packages of a workspace with files of one name are told apart", async () => {
    const one: EntrySketch = { crate: "app", item: "A", macro: "Describe", invocation: "#[derive(Describe)]\nstruct A;", expansion: "impl A {}" };
    const workspace = reviewProject([one, { ...one, crate: "store", item: "B" }]);
    for (const name of ["app", "store"]) {
      workspace.write(`${name}/Cargo.toml`, `[package]\nname = "${name}"\n`);
      workspace.write(`${name}/src/lib.rs`, "\n");
    }
    const { stdout } = await runCli(["show", "store/src/lib.rs:1"], { cwd: workspace.root });
    expect(stdout).toMatch(/^#\[derive\(Describe\)\] on B\n/);
    expect(stdout).not.toContain("on A");
    workspace.remove();
  });
});

describe("where the cache is", () => {
  test("in the folders above, or named", async () => {
    expect((await runCli(["show", "wstr"], { cwd: path.join(project.root, "src") })).stdout).toContain("  entry    ../macro-cache/demo/");
    expect((await runCli(["show", "wstr", "--macro-cache-dir", project.cache])).exitCode).toBe(0);
  });

  test("nowhere", async () => {
    const empty = path.join(project.root, "empty");
    mkdirSync(path.join(empty, ".git"), { recursive: true });
    for (const command of [["show", "x"], ["list"], ["diff"]]) {
      const { exitCode, stderr } = await runCli(command, { cwd: empty });
      expect(exitCode).toBe(2);
      expect(stderr).toContain("error[SC0207]");
    }
  });
});

test("links are not followed", async () => {
  const linked = reviewProject([greeting]);
  symlinkSync(path.join(linked.cache, pathOf(greeting)), path.join(linked.cache, "demo/link.wstr.0123456789ab.rsm"));
  symlinkSync("/", path.join(linked.cache, "demo/everything"));
  const { stdout } = await runCli(["show", "link"], { cwd: linked.root });
  expect(stdout).toContain("it is a link, which is not followed");
  expect((await runCli(["list", "--format", "json"], { cwd: linked.root })).stdout.match(/"path"/g)).toHaveLength(2);
  linked.remove();
});
