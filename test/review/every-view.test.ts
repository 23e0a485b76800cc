import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printEntry } from "#format";
import { runCli } from "../cli/run-cli.ts";
import { type EntrySketch, entryOf, reviewProject, type ReviewProject } from "./review-project.ts";

const escape = "\u001B[2J\u001B]0;owned\u0007";
const plain: EntrySketch = { item: "Crab", macro: "Describe", invocation: "#[derive(Describe)]\nstruct Crab;", expansion: "impl Describe for Crab {\n    fn f() { unsafe { g() } }\n}" };
const evil: EntrySketch = { item: "evil", macro: "wstr", kind: "function", package: `w 1.0.0${escape}`, file: `src/${escape}\u202E.rs`, invocation: `wstr!("${escape}")`, expansion: `f("${escape}\u202E")` };

const views: readonly (readonly string[])[] = [
  ["show", "*"],
  ["list"],
  ["diff"],
  ["audit", "--all"],
  ["audit", "--format", "json"],
  ["review"],
  ["review", "--format", "json"],
  ["review", "--require"],
  ["review", "--markdown"],
  ["review", "--sarif"],
  ["review", "--html", "site"],
  ["review", "--html", "site", "--since", "HEAD"],
];

describe("a cache in which all is wrong that can be", () => {
  let project: ReviewProject;
  beforeAll(() => {
    project = reviewProject([plain]);
    project.write("Cargo.toml", "");
    project.commit();
    project.writeEntry(evil);
    project.writeEntry({ ...plain, expansion: "impl Describe for Crab {}" });
    project.write("macro-cache/demo/newer.wstr.0123456789a1.rsm", `{"rust_macro_cache_version": 7}\n§§\n${escape}`);
    project.write(`macro-cache/demo/na${escape.replace("/", "")}me.wstr.0123456789a2.rsm`, `garbage ${escape}\n`);
    project.write("macro-cache/demo/binary.wstr.0123456789a3.rsm", new Uint8Array([0xff, 0xfe, 0, 0x80]));
    // An entry of a hundred megabytes, whose head is one.
    const large = path.join(project.cache, "demo/large.wstr.0123456789a4.rsm");
    writeFileSync(large, printEntry(entryOf({ ...plain, item: "large" })));
    truncateSync(large, 100_000_000);
    symlinkSync("/dev/zero", path.join(project.cache, "demo/zero.wstr.0123456789a5.rsm"));
    execFileSync("mkfifo", [path.join(project.cache, "demo/pipe.wstr.0123456789a6.rsm")]);
    mkdirSync(path.join(project.cache, "demo/folder.wstr.0123456789a7.rsm"));
    project.write("macro-cache/reviews.d/evil.jsonl", `{"silcrow_reviews":1,"reviewer":"${"\\u001b[2J"} <e@e>"}\n${escape}\n`);
  });
  afterAll(() => project.remove());

  test.each(views.map((view) => [view.join(" "), view] as const))("%s is safe, and says what it leaves out", async (_, view) => {
    const { exitCode, stdout, stderr } = await runCli(view, { cwd: project.root, env: { PATH: process.env["PATH"] } });
    expect(exitCode).toBe(view.includes("--require") ? 1 : 0);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
    expect(stdout.length).toBeLessThan(2_000_000);
    const files = view.includes("--html") ? readdirSync(path.join(project.root, "site"), { recursive: true, encoding: "utf8" }).map((file) => path.join(project.root, "site", file)) : [];
    let written = stdout + stderr;
    for (const file of files) {
      if (!statSync(file).isFile()) continue;
      const text = readFileSync(file, "utf8");
      expect(text.length, file).toBeLessThan(4_000_000);
      expect(text, file).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
      written += text;
    }
    expect(written).toMatch(/too large|too-large|TOO-LARGE|100000000 bytes|cannot be (?:read|compared)/i);
  });
});

test("a revision that does not exist, and a cache in no repository, are said with the code", async () => {
  const project = reviewProject([plain]);
  project.write("Cargo.toml", "");
  const env = { PATH: process.env["PATH"], GIT_CEILING_DIRECTORIES: path.dirname(project.root) };
  const sinces = [["diff", "x"], ["audit", "--since", "x"], ["review", "--since", "x"], ["review", "--markdown"], ["review", "--sarif", "--since", "x"], ["review", "--html", "site", "--since", "x"]];
  for (const view of sinces) {
    const { exitCode, stderr } = await runCli(view, { cwd: project.root, env });
    expect([view, exitCode]).toEqual([view, 2]);
    expect(stderr).toContain("SC0504");
  }
  project.commit();
  for (const view of sinces.filter((view) => view.includes("x"))) {
    const { exitCode, stderr } = await runCli(view, { cwd: project.root, env });
    expect([view, exitCode]).toEqual([view, 2]);
    expect(stderr).toMatch(/SC0504.*`x`/s);
  }
  project.remove();
});

test("five thousand entries are looked at, and what is left out is counted", async () => {
  const many = reviewProject();
  many.write("Cargo.toml", "");
  const text = printEntry(entryOf(plain));
  for (let index = 0; index < 5_000; index++) {
    const folder = path.join(many.cache, `crate${index % 7}`, `m${index % 100}`);
    if (index < 700) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `Item${index}.Describe.${String(index).padStart(12, "0")}.rsm`), text);
  }
  const run = async (...args: string[]) => await runCli(args, { cwd: many.root, env: { PATH: process.env["PATH"], GIT_CEILING_DIRECTORIES: path.dirname(many.root) } });
  expect((await run("audit", "--format", "json")).stdout).toContain('"looked_at": 5000');
  const listed = (await run("review")).stdout;
  expect(listed).toMatch(/^5000 entries: 0 reviewed, 5000 to review$/m);
  expect(listed).toMatch(/… and 4800 more/);
  expect(JSON.parse((await run("review", "--sarif")).stdout)).toMatchObject({ runs: [{ results: { length: 5_000 } }] });
  expect((await run("review", "--html", "site", "--limit", "500")).stderr).toContain("left out: 4500 of 5000 entries");
  many.remove();
});
