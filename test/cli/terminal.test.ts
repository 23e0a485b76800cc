import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough, Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { executeCli } from "../../src/cli/index.ts";
import { type ReviewProject, reviewProject } from "../review/review-project.ts";
import { runCli } from "./run-cli.ts";

let project: ReviewProject;
beforeAll(() => {
  const derive = { macro: "Describe", invocation: "#[derive(Describe)]\nstruct Crab;", expansion: "impl Describe for Crab {\n    fn describe(&self) {}\n}" };
  project = reviewProject([
    { ...derive, module: "shore", item: "Crab", line: 4 },
    { ...derive, item: "Shell", line: 40, metadata: { depends: { env: { HOME: null }, source_text: `sha256:${"0".repeat(64)}` } } },
  ]);
});
afterAll(() => project.remove());

/** What a command prints on a terminal of some width. */
async function onTerminal(columns: number, ...args: string[]): Promise<string> {
  let text = "";
  const stdout = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        text += chunk.toString();
        done();
      },
    }),
    { isTTY: true, columns },
  );
  await executeCli(args, { stdout, stderr: new PassThrough().resume(), stdin: new PassThrough(), cwd: project.root, env: { PAGER: "cat", TERM: "xterm" } }, "0");
  return text;
}

const plain = (text: string) => text.replace(/\u001B\[[0-9;]*m/g, "");

describe.each([["list"], ["list", "--by", "macro"], ["config"], ["doctor"]])("%s %s %s", (...args) => {
  test("keeps to 40 columns as far as its words do", async () => {
    const lines = plain(await onTerminal(40, ...args.filter((one) => one !== undefined))).split("\n");
    expect(lines.length).toBeGreaterThan(3);
    // A path may be longer; nothing else shares its line then.
    expect(lines.filter((line) => line.length > 40 && line.trim().includes("  "))).toEqual([]);
  });

  test("is the table that it is in a pipe where there is room", async () => {
    const wanted = args.filter((one) => one !== undefined);
    const { stdout } = await runCli(wanted, { cwd: project.root, env: { PAGER: "cat", TERM: "xterm" } });
    expect(plain(await onTerminal(500, ...wanted))).toBe(stdout);
  });
});

test("list on a narrow terminal says what each number is", async () => {
  const text = plain(await onTerminal(40, "list"));
  expect(text).toMatch(/^#\[derive\(Describe\)\]$/m);
  expect(text).toMatch(/^ {2}item Crab {2}crate \S+ {2}module shore$/m);
  expect(text).toMatch(/lines 3 /);
  expect(text).not.toMatch(/^macro +item/m);
});

test.each([40, 70, 110, 300])("help is wrapped to %i columns", async (columns) => {
  for (const command of ["emit", "verify", "show", "watch"]) {
    const lines = (await onTerminal(columns, "help", command)).split("\n");
    // Examples and exit codes are as they are.
    const wrapped = lines.slice(0, lines.findIndex((line) => /^Examples?:/.test(line)));
    expect(wrapped.length).toBeGreaterThan(5);
    expect(wrapped.filter((line) => line.length > Math.min(columns, 110) && !line.startsWith("Usage:"))).toEqual([]);
  }
});

describe("doctor --format json", () => {
  test("says what is there", async () => {
    const { exitCode, stdout } = await runCli(["doctor", "--format", "json"], { cwd: project.root, env: process.env });
    const report = JSON.parse(stdout) as { ready: boolean; parts: { part: string; status: string }[] };
    expect(report.ready).toBe(exitCode === 0);
    expect(report.parts.map(({ part }) => part)).toEqual(expect.arrayContaining(["node", "rustc", "cargo"]));
  });

  test("a configuration that is not valid does not keep it from saying so", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-doctor-"));
    try {
      writeFileSync(path.join(folder, "Cargo.toml"), "[workspace]\n");
      writeFileSync(path.join(folder, "silcrow.config.json"), '{"job": 1}');
      const { stdout, stderr } = await runCli(["doctor"], { cwd: folder, env: process.env });
      expect(stdout).toMatch(/^The macro crates of this project cannot be told: .*silcrow\.config\.json is not a valid configuration: unknown key `job`/m);
      expect(stderr).toBe("");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("says what is missing", async () => {
    const { exitCode, stdout } = await runCli(["doctor", "--format", "json"], { cwd: project.root, env: { PATH: "/nonexistent", HOME: "/nonexistent" } });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ready: false, parts: expect.arrayContaining([expect.objectContaining({ status: "missing", code: expect.stringMatching(/^SC/) })]) });
  });
});

test("quiet leaves results alone", async () => {
  const cwd = project.root;
  expect((await runCli(["--quiet", "list"], { cwd })).stdout).toBe((await runCli(["list"], { cwd })).stdout);
  const { stdout, stderr } = await runCli(["--quiet", "config"], { cwd });
  expect(stdout).toMatch(/^cacheDir/);
  expect(stderr).toBe("");
});
