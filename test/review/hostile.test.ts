import { execFileSync } from "node:child_process";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printEntry } from "#format";
import { runCli } from "../cli/run-cli.ts";
import { type EntrySketch, entryOf, pathOf, type ReviewProject, reviewProject } from "./review-project.ts";

const escape = "\u001B[2J\u001B]0;owned\u0007";
const evil: EntrySketch = {
  macro: "wstr",
  kind: "function",
  item: "escapes",
  file: `src/${escape}.rs`,
  package: `w 1.0.0${escape}`,
  invocation: `wstr!("${escape}\u202E")`,
  expansion: `f("${escape}\r", na\u200Bme\u009B31m, "👩‍💻")`,
  metadata: { depends: { env: { [escape]: null } }, scopes: { "1": { input: escape } } },
};
const edited: EntrySketch = { macro: "wstr", kind: "function", item: "edited", invocation: "wstr!(1)", expansion: "harmless()" };
const deep: EntrySketch = { macro: "wstr", kind: "function", item: "deep", invocation: "wstr!(2)", expansion: `${"(".repeat(3000)}x${")".repeat(3000)}` };
const spanned: EntrySketch = { macro: "wstr", kind: "function", item: "spanned", invocation: "wstr!(3)", expansion: "a b c", metadata: { spans: "AgB" } };

let project: ReviewProject;
beforeAll(() => {
  project = reviewProject([evil, deep, spanned]);
  project.write(`macro-cache/${pathOf(edited)}`, printEntry(entryOf(edited)).replace("harmless", "harmful"));
  project.write("macro-cache/demo/newer.wstr.0123456789a1.rsm", `{"rust_macro_cache_version": 7}\n§§\n${escape}`);
  project.write(`macro-cache/demo/na${escape.replace("/", "")}me.wstr.0123456789a2.rsm`, `garbage ${escape}\n`);
  project.write("macro-cache/demo/large.wstr.0123456789a3.rsm", "");
  truncateSync(path.join(project.cache, "demo/large.wstr.0123456789a3.rsm"), 100_000_000);
  const long: EntrySketch = { macro: "wstr", kind: "function", item: "long", invocation: "wstr!(4)", expansion: "let x = 1;\n".repeat(500_000) };
  project.writeEntry(long);
  mkdirSync(path.join(project.cache, "demo/folder.wstr.0123456789a4.rsm"));
  execFileSync("mkfifo", [path.join(project.cache, "demo/pipe.wstr.0123456789a5.rsm")]);
});
afterAll(() => project.remove());

const run = async (...args: string[]) => await runCli(args, { cwd: project.root, env: { PATH: process.env["PATH"], HOME: project.root } });
const obeyed = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u202A-\u202E]/;

describe("a terminal obeys nothing that an entry says", () => {
  test.each(["show wstr", "show wstr --spans", "show wstr --expansion", "show wstr --format json", "list", "list --format json", "list --by macro"])("%s", async (command) => {
    const { stdout, stderr } = await run(...command.split(" "));
    expect(stdout.length).toBeGreaterThan(100);
    expect(stdout + stderr).not.toMatch(obeyed);
  });

  test("with colours only in silcrow's own", async () => {
    const { stdout } = await run("show", "wstr", "--color", "always");
    expect(stdout.replace(/\u001B\[\d+m/g, "")).not.toMatch(obeyed);
  });

  test("but shows it", async () => {
    const { stdout } = await run("show", "escapes");
    expect(stdout).toContain('f("\\u{1b}[2J\\u{1b}]0;owned\\u{7}\\u{d}", na\\u{200b}me\\u{9b}31m, "👩‍💻")');
    expect(stdout).toContain("observed env \\u{1b}[2J");
    expect(stdout).toContain("§1  names as in \\u{1b}[2J");
  });

  test("in a diff either", async () => {
    const other = reviewProject([evil]);
    other.commit();
    other.writeEntry({ ...evil, package: `w 2.0.0${escape}`, expansion: `g("${escape}")` });
    for (const args of [["diff"], ["diff", "--stat"], ["diff", "--format", "json"]]) {
      const { stdout } = await runCli(args, { cwd: other.root, env: { PATH: process.env["PATH"], HOME: other.root } });
      expect(stdout).toContain("w 2.0.0");
      expect(stdout).not.toMatch(obeyed);
    }
    other.remove();
  });
});

describe("what is wrong with an entry is said", () => {
  test.each([
    ["edited", "it was edited: its checksum is another"],
    ["newer", "it was written by a newer silcrow (format 7)"],
    ["garbage", "it is damaged: line 1: the metadata is not JSON"],
    ["large", "it has 100000000 bytes"],
    ["long", "bytes, of which the first 26"],
    ["folder", "it is no file"],
    ["pipe", "it is no file"],
  ])("%s", async (item, problem) => {
    const what = item === "garbage" ? "0123456789a2" : item;
    const { exitCode, stdout } = await run("show", what);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(problem);
    expect(stdout.length).toBeLessThan(400_000);
  });

  test("also where one section alone is printed", async () => {
    const { stdout, stderr } = await run("show", "edited", "--expansion");
    expect(stdout).toBe("harmful()\n");
    expect(stderr).toMatch(/^careful: demo\/edited\..*: it was edited/);
  });

  test("tokens that cannot be read are shown as text", async () => {
    for (const item of ["deep", "spanned"]) {
      const { stdout } = await run("show", item, "--spans");
      expect(stdout).toContain(item === "deep" ? "((((" : "a b c");
      expect(stdout).toMatch(/its tokens cannot be read: .*(nested|longer)/);
      expect((await run("show", item, "--color", "always")).exitCode).toBe(0);
    }
  });

  test("in a list", async () => {
    const { stdout } = await run("list");
    for (const status of ["EDITED", "NEWER", "DAMAGED", "TOO-LARGE", "UNREADABLE"]) expect(stdout).toContain(status);
  });
});

test("a source file that repeats itself endlessly is looked through", async () => {
  const lines = "}\n".repeat(20_000);
  const other = reviewProject([{ macro: "wstr", kind: "function", invocation: `${lines}x`, expansion: "x" }]);
  other.write("Cargo.toml", `${"\n".repeat(200_000)}[package]\nname = "demo"\n`);
  other.write("src/lib.rs", lines.repeat(5));
  await runCli(["show", "src/lib.rs:7"], { cwd: other.root });
  other.remove();
});

test("three thousand entries are listed, and one of them found", async () => {
  const many = reviewProject();
  const text = printEntry(entryOf(edited));
  for (let index = 0; index < 3_000; index++) {
    const folder = path.join(many.cache, "demo", `m${index % 100}`);
    if (index < 100) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `Item${index}.wstr.${String(index).padStart(12, "0")}.rsm`), text);
  }
  expect((await runCli(["show", "Item2777"], { cwd: many.root })).stdout).toContain("harmless()");
  expect((await runCli(["list"], { cwd: many.root })).stdout).toContain("3000 entries of 1 macro");
  const shown = await runCli(["show", "wstr", "--expansion"], { cwd: many.root });
  expect(shown.stderr).toContain("left out: 2800 more entries");
  many.remove();
});
