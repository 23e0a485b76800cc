import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { removeUnused } from "../../src/emit/remove-unused.ts";
import { runCli } from "../cli/run-cli.ts";
import { type EntrySketch, reviewProject, type ReviewProject } from "../review/review-project.ts";

const derive = (item: string, body = "const LEGS: u8 = 10;"): EntrySketch => ({
  item,
  macro: "Describe",
  line: 4,
  invocation: `#[derive(Describe)]\nstruct ${item};`,
  expansion: `impl Describe for ${item} {\n    ${body}\n}`,
});

let project: ReviewProject;
beforeEach(() => {
  project = reviewProject([derive("Crab"), derive("Lobster")]);
  project.write("Cargo.toml", "");
  project.commit();
});
afterEach(() => project.remove());

const env = (name: string): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: project.root,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: `${name.toLowerCase()}@example.org`,
});
const as = (name: string) => async (...args: string[]) => await runCli(["review", ...args], { cwd: project.root, env: env(name) });
const [ada, grace] = [as("Ada"), as("Grace")];
const status = async (): Promise<Record<string, string>> => {
  const { entries } = JSON.parse((await ada("--format", "json")).stdout) as { entries: { entry: string; status: string }[] };
  return Object.fromEntries(entries.map(({ entry, status: is }) => [entry.split("/").at(-1)!.split(".")[0]!, is]));
};

describe("without a terminal", () => {
  test("lists commands that do the same, which then do it", async () => {
    const { stdout, exitCode } = await ada();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^2 entries: 0 reviewed, 2 to review$/m);
    const commands = [...stdout.matchAll(/^ {2}silcrow (review --accept .*)$/gm)].map(([, command = ""]) => command.split(" "));
    expect(commands).toHaveLength(2);
    for (const command of commands) expect((await runCli(command, { cwd: project.root, env: env("Ada") })).exitCode).toBe(0);
    expect((await ada("--require")).exitCode).toBe(0);
    expect((await ada()).stdout).toBe("2 entries: 2 reviewed, 0 to review\n");
  });

  test("similar changes are one command", async () => {
    await ada("--accept", "*");
    for (const item of ["Crab", "Lobster"]) project.writeEntry(derive(item, "const LEGS: u8 = 8;"));
    const { stdout } = await ada();
    expect(stdout).toContain("changed: #[derive(Describe)] Crab, the same change in 2 places");
    expect(stdout.match(/--accept/g)).toHaveLength(1);
  });
});

describe("--require", () => {
  test("fails until all is accepted, and again when code changes", async () => {
    expect((await ada("--require")).exitCode).toBe(1);
    await ada("--accept", "Crab");
    expect((await ada("--require")).exitCode).toBe(1);
    await grace("--accept", "Lobster");
    expect((await ada("--require")).exitCode).toBe(0);
    project.writeEntry(derive("Crab", "const LEGS: u8 = 8;"));
    expect((await ada("--require")).exitCode).toBe(1);
  });

  test("not for what only moved, was laid out anew, or came out of another version alike", async () => {
    await ada("--accept", "*");
    project.writeEntry({ ...derive("Crab"), line: 400, package: "describe 1.0.1" });
    project.writeEntry({ ...derive("Lobster"), expansion: "impl Describe for Lobster { const LEGS: u8 = 10; }" });
    project.writeEntry({ ...derive("Crab"), crate: "other" });
    expect((await ada("--require")).exitCode).toBe(0);
  });

  test.each([
    ["spans", { spans: { derived: [], runs: [{ kind: "same" as const, length: 1, span: 1 }] } }],
    ["scopes", { metadata: { scopes: { "1": "mixed_site" as const } } }],
    ["the macro", { package: "other 1.0.0" }],
    ["the input", { invocation: "#[derive(Describe)]\nstruct Crab(u8);" }],
    ["targets", { metadata: { targets: ["x86_64-*"] } }],
  ])("for other %s", async (_, other) => {
    await ada("--accept", "*");
    project.writeEntry({ ...derive("Crab"), input: "same", ...other });
    expect((await ada("--require")).exitCode).toBe(1);
  });

  test("with --since, for what is other than then", async () => {
    expect((await ada("--require", "--since", "HEAD")).exitCode).toBe(0);
    project.writeEntry(derive("Shrimp"));
    expect((await ada("--require", "--since", "HEAD")).exitCode).toBe(1);
    expect((await ada("--require", "--since", "nowhere")).exitCode).toBe(2);
  });
});

describe("what reviewers said", () => {
  test("is in a file of each, sorted, and nothing else is touched", async () => {
    await grace("--accept", "Lobster");
    await ada("--accept", "Lobster", "Crab");
    const folder = path.join(project.cache, "reviews.d");
    expect(readdirSync(folder)).toEqual(["ada-at-example.org.jsonl", "grace-at-example.org.jsonl"]);
    const lines = readFileSync(path.join(folder, "ada-at-example.org.jsonl"), "utf8").split("\n");
    expect(lines[0]).toBe('{"silcrow_reviews":1,"reviewer":"Ada <ada@example.org>"}');
    expect(lines.slice(1, 3).map((line) => (JSON.parse(line) as { entry: string }).entry)).toEqual(["demo/Crab.Describe", "demo/Lobster.Describe"]);
    expect(project.git("status", "--porcelain", "-uall").trim().split("\n")).toHaveLength(2);
  });

  test("merges in git when two branches add to it", async () => {
    for (const item of ["Anemone", "Barnacle", "Clam", "Dolphin", "Eel"]) project.writeEntry(derive(item));
    await ada("--accept", "Barnacle", "Dolphin");
    project.commit();
    project.git("checkout", "-q", "-b", "other");
    await ada("--accept", "Anemone");
    project.commit();
    project.git("checkout", "-q", "-");
    await ada("--accept", "Eel");
    project.commit();
    project.git("merge", "-q", "-m", "both", "other");
    expect(Object.entries(await status()).filter(([, is]) => is === "reviewed").map(([item]) => item)).toEqual(["Anemone", "Barnacle", "Dolphin", "Eel"]);
  });

  test("is left alone when emit removes what nothing uses", async () => {
    await ada("--accept", "*");
    await removeUnused(project.cache, new Set());
    expect(readdirSync(project.cache)).toEqual(["reviews.d"]);
    expect(existsSync(path.join(project.cache, "reviews.d/ada-at-example.org.jsonl"))).toBe(true);
  });

  test("a question stands until who asked it accepts", async () => {
    expect((await grace("--question", "Crab", "--note", "why \u001B[2J10?")).exitCode).toBe(0);
    await ada("--accept", "*");
    expect(await status()).toEqual({ Crab: "question", Lobster: "reviewed" });
    const { stdout, exitCode } = await ada("--require");
    expect(exitCode).toBe(1);
    expect(stdout).toContain("Grace <grace@example.org> asks: why \\u{1b}[2J10?");
    await grace("--accept", "Crab");
    expect((await ada("--require")).exitCode).toBe(0);
  });

  test("can be withdrawn", async () => {
    await ada("--accept", "*");
    await ada("--withdraw", "Crab");
    expect(await status()).toEqual({ Crab: "unreviewed", Lobster: "reviewed" });
    await ada("--withdraw", "*");
    expect(readdirSync(path.join(project.cache, "reviews.d"))).toEqual([]);
  });
});

describe("bad input", () => {
  test("nobody can accept what is not as it was written", async () => {
    const place = project.writeEntry(derive("Shrimp"));
    writeFileSync(path.join(project.cache, place), readFileSync(path.join(project.cache, place), "utf8").replace("10", "11"));
    project.write("macro-cache/demo/Broken.Describe.0123456789ab.rsm", "broken\n");
    const { exitCode, stderr } = await ada("--accept", "*");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Shrimp.*it was edited/);
    expect(stderr).toContain("nothing was recorded");
    expect(await status()).toMatchObject({ Shrimp: "unreadable", Broken: "unreadable", Crab: "unreviewed" });
    expect((await ada("--require")).exitCode).toBe(1);
  });

  test("a ledger with marks of a merge accepts nothing by them, is not written over, and fails the check", async () => {
    await ada("--accept", "*");
    const file = path.join(project.cache, "reviews.d/ada-at-example.org.jsonl");
    appendFileSync(file, "=======\n");
    const text = readFileSync(file, "utf8");
    const { exitCode, stderr } = await ada("--require");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/careful: .*line 4 is no review/);
    expect((await ada("--accept", "Crab")).stderr).toContain("SC0511");
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test.each([
    [["--accept", "Crap"], 1, "Crab"],
    [["--accept", "Crab", "--html", "x"], 2, "do not go together"],
    [["--question", "Crab"], 2, "--note"],
    [["--accept", "Crab", "--reviewer", "nobody"], 2, "SC0511"],
  ])("%j", async (args, code, said) => {
    const { exitCode, stderr } = await ada(...args);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(said);
  });

  test("without git it goes on, but for who reviews", async () => {
    const other = reviewProject([derive("Crab")]);
    const run = async (...args: string[]) => await runCli(["review", ...args], { cwd: other.root, env: { PATH: process.env["PATH"], HOME: other.root, GIT_CEILING_DIRECTORIES: path.dirname(other.root) } });
    expect((await run()).stdout).toContain("nothing to compare with");
    expect((await run("--accept", "Crab")).stderr).toContain("SC0511");
    expect((await run("--accept", "Crab", "--reviewer", "Ada <ada@example.org>")).exitCode).toBe(0);
    expect((await run("--require")).exitCode).toBe(0);
    other.remove();
  });
});
