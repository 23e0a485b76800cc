import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EntrySketch, reviewProject, type ReviewProject } from "../review/review-project.ts";
import { Terminal } from "./terminal.ts";

const bin = path.join(import.meta.dirname, "../../bin/silcrow.js");

const derive = (item: string, legs: number): EntrySketch => ({
  item,
  macro: "Describe",
  line: 2,
  invocation: `#[derive(Describe)]\nstruct ${item};`,
  expansion: `impl Describe for ${item} {\n    const LEGS: u8 = ${legs};\n}`,
});
const hostile: EntrySketch = { item: "evil", macro: "wstr", kind: "function", package: "w 1.0.0", invocation: 'wstr!("\u001B]0;owned\u0007")', expansion: `f("\u001B[2J\u202E", ${"wide, ".repeat(60)}x)` };

let project: ReviewProject;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  project = reviewProject([derive("Crab", 10), derive("Lobster", 10)]);
  project.write("Cargo.toml", "");
  project.write("src/lib.rs", "// shore\n#[derive(Describe)]\nstruct Crab;\n");
  project.commit();
  for (const item of ["Crab", "Lobster"]) project.writeEntry(derive(item, 8));
  project.writeEntry(derive("Shrimp", 10));
  project.writeEntry(hostile);
  env = { PATH: process.env["PATH"], HOME: project.root, GIT_CONFIG_NOSYSTEM: "1", GIT_AUTHOR_NAME: "Ada", GIT_AUTHOR_EMAIL: "ada@example.org", NO_COLOR: "1" };
});
afterEach(() => project.remove());

const open = (columns = 80): Terminal => new Terminal(`"${process.execPath}" "${bin}" review`, { cwd: project.root, env, columns, rows: 24 });
const said = (): string[] => {
  const folder = path.join(project.cache, "reviews.d");
  const [file] = readdirSync(folder);
  const lines = readFileSync(path.join(folder, file!), "utf8").trim().split("\n").slice(1);
  return lines.map((line) => JSON.parse(line) as { entry: string; verdict: string; note?: string }).map(({ entry, verdict, note }) => [entry.split("/").at(-1), verdict, note ?? ""].join(" ").trim());
};
const prompt = /help > $/;

test("one key for each verb, each kept at once", async () => {
  const terminal = open();
  const first = await terminal.until(prompt);
  expect(first).toContain("1/3 changed: #[derive(Describe)] Crab and 1 more");
  expect(first).toMatch(/- {5}const LEGS: u8 = 10;\r\n.*\+ {5}const LEGS: u8 = 8;/s);

  terminal.type("w");
  expect(await terminal.until(prompt)).toMatch(/the call: src\/lib\.rs:2.*> {4}2 {2}#\[derive\(Describe\)\].*the macro: describe 1\.0\.0/s);

  terminal.type("a");
  expect(await terminal.until(prompt)).toMatch(/2 entries accepted.*2\/3 new: #\[derive\(Describe\)\] Shrimp/s);
  expect(said()).toEqual(["Crab.Describe accepted", "Lobster.Describe accepted"]);

  terminal.type("u");
  expect(await terminal.until(prompt)).toMatch(/taken back: 2 entries.*1\/3 changed/s);
  expect(readdirSync(path.join(project.cache, "reviews.d"))).toEqual([]);

  // Arrows mean nothing, and no letter of theirs does.
  terminal.type("\u001B[A\u001BOAa");
  await terminal.until(prompt);
  expect(said()).toHaveLength(2);

  terminal.type("m");
  await terminal.until("question: ");
  terminal.type("why ten?\r");
  expect(await terminal.until(prompt)).toContain("3/3 new: wstr!");
  expect(said()).toContain("Shrimp.Describe question why ten?");

  terminal.type("s");
  expect(await terminal.until("left\r\n")).toContain("2 accepted, 1 with a question, 1 left");
  expect(await terminal.end()).toBe(0);

  const again = open();
  expect(await again.until(prompt)).toContain("1/2 new: #[derive(Describe)] Shrimp");
  again.type("q");
  expect(await again.end()).toBe(0);
});

test("A accepts all of a macro; Ctrl-C leaves, and what was said is kept", async () => {
  const terminal = open();
  await terminal.until(prompt);
  terminal.type("A");
  expect(await terminal.until(prompt)).toContain("3 entries accepted");
  terminal.type("\u0003");
  expect(await terminal.end()).toBe(0);
  expect(said()).toHaveLength(3);
});

test("the editor and the pager get the terminal, and give it back", async () => {
  const editor = path.join(project.root, "an editor");
  writeFileSync(editor, '#!/bin/sh\nprintf "edits %s %s\\n" "$#" "$1"; read answer; printf "told %s\\n" "$answer"\n');
  chmodSync(editor, 0o755);
  env = { ...env, EDITOR: `'${editor}'`, PAGER: "sed s/LEGS/PAGED/" };
  const terminal = open();
  await terminal.until(prompt);
  terminal.type("e");
  expect(await terminal.until(/edits 1 \S+/)).toMatch(/macro-cache\/demo\/Crab\.Describe\.[0-9a-f]{12}\.rsm$/);
  terminal.type("as\r");
  await terminal.until("told as");
  await terminal.until(prompt);
  terminal.type("v");
  expect(await terminal.until(prompt)).toContain("const PAGED");
  terminal.type("q");
  expect(await terminal.end()).toBe(0);
  expect(readdirSync(project.cache)).not.toContain("reviews.d");
});

test("forty columns are enough, and nothing that an entry says is obeyed", async () => {
  const terminal = open(40);
  await terminal.until(prompt);
  terminal.type("ss");
  await terminal.until(/3\/3.*> $/s);
  terminal.type("q");
  await terminal.end();
  const shown = terminal.text;
  expect(shown).toContain("\\u{1b}]0;owned");
  expect(shown).not.toMatch(/[\u001B\u202E]/);
  for (const line of shown.split("\r\n")) expect(line.length, line).toBeLessThanOrEqual(40);
});

test("the end of the input is the end of the session", async () => {
  const terminal = open();
  await terminal.until(prompt);
  terminal.type("\u0004");
  expect(await terminal.end()).toBe(0);
});
