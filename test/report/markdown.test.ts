import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { markdownReport } from "#report";
import { code, fenced, MarkdownBudget, prose, tableCell } from "../../src/report/markdown-text.ts";
import { runCli } from "../cli/run-cli.ts";
import { type EntrySketch, reviewProject, type ReviewProject } from "../review/review-project.ts";

const hostileName = "a`|`b <script>alert(1)</script> @everyone [x](javascript:1) #1\n\n# big\n| x | y |\n```\n";
const entry = (item: string, body: string): EntrySketch => ({ item, macro: "Describe", line: 4, invocation: `#[derive(Describe)]\nstruct ${item};`, expansion: `impl Describe for ${item} {\n    ${body}\n}` });

let project: ReviewProject | undefined;
afterEach(() => {
  project?.remove();
  project = undefined;
});

test("says what changed, what is new, and what deserves a look", async () => {
  project = reviewProject([entry("Crab", "const LEGS: u8 = 10;"), entry("Lobster", "const LEGS: u8 = 10;"), entry("Gone", "")]);
  project.write("Cargo.toml", "");
  project.commit();
  project.git("rm", "-q", "-r", "--cached", "macro-cache");
  for (const item of ["Crab", "Lobster"]) project.writeEntry(entry(item, "const LEGS: u8 = unsafe { legs() };"));
  project.writeEntry(entry("Shrimp", "fn f() { std::fs::remove_file(\"a\") }"));
  const { exitCode, stdout } = await runCli(["review", "--markdown"], { cwd: project.root });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^## Generated code since `HEAD`\n\n\*\*2\*\* changed · \*\*1\*\* new · \*\*1\*\* untouched\n/);
  expect(stdout).toMatch(/\| \*\*danger\*\* \| unsafe: `unsafe \{ legs\(\) \};` \| `demo\/Crab\.Describe` \| \d+ \|/);
  expect(stdout).toContain("**`#[derive(Describe)]`**: the same change in 2 places: `demo/Crab.Describe`, `demo/Lobster.Describe`");
  expect(stdout).toMatch(/```diff\n.*^-     const LEGS: u8 = 10;\n\+     const LEGS: u8 = unsafe \{ legs\(\) \};\n.*^```\n/ms);
  expect(stdout).toMatch(/### New: 1\n.*\| `#\[derive\(Describe\)\]` \| `Shrimp` \| `src\/lib\.rs:4` \| 3 \|/s);
});

test("fits a comment however much changed, and says what it leaves out", async () => {
  project = reviewProject();
  project.write("Cargo.toml", "");
  project.commit();
  for (let index = 0; index < 900; index++) project.writeEntry({ ...entry(`Item${index}`, `fn f${index}() { unsafe { ${"🦀".repeat(20)} } }`), module: `m${index % 9}` });
  project.writeEntry({ ...entry("Wide", `"${"é|`".repeat(40_000)}"`) });
  const { stdout, stderr } = await runCli(["review", "--markdown"], { cwd: project.root });
  expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(65_536);
  expect(stdout.length).toBeGreaterThan(40_000);
  const [, flags] = /Left out, for want of room: (\d+) flags/.exec(stdout) ?? [];
  expect(Number(flags) + stdout.split("| **danger** |").length - 1).toBeGreaterThanOrEqual(900);
  expect(stderr).toMatch(/^left out: \d+ flags/m);
});

test("keeps to any limit", async () => {
  project = reviewProject([entry("Crab", "a")]);
  project.commit();
  for (let index = 0; index < 30; index++) project.writeEntry(entry(`Item${index}`, `fn f${index}() {}`));
  for (const limit of [1000, 2000, 5000]) {
    const { text } = await markdownReport({ cacheDirectory: project.cache, env: process.env, since: "HEAD", allowed: {}, limit });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
  }
});

test("what entries say is code, and no Markdown", async () => {
  project = reviewProject();
  project.write("Cargo.toml", "");
  project.writeEntry({ ...entry("Crab", "a"), package: "evil 1.0.0" });
  project.commit();
  project.writeEntry({ ...entry("Crab", `f("${hostileName}", unsafe { 1 })`), package: `@everyone 2.0.0 ${hostileName.replace("\n", " ")}`, file: hostileName });
  project.writeEntry({ ...entry("Shrimp", "b"), file: `${hostileName}.rs` });
  const { stdout } = await runCli(["review", "--markdown"], { cwd: project.root });
  // What is left without code must be ours.
  const plain = stdout.replace(/^(`{3,})diff\n.*?^\1\n/gms, "").replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, "CODE");
  expect(plain).not.toMatch(/<script|@everyone|javascript:|# big|\u202E/);
  expect(plain).toContain("CODE");
});

test("code stays code: laws", () => {
  const text = fc.string({ unit: fc.constantFrom("`", "``", "|", "\\", " ", "a", "<b>", "@x", "*") });
  fc.assert(
    fc.property(text, (words) => {
      const runs = (within: string): number[] => (within.match(/`+/g) ?? []).map((run) => run.length);
      const shown = code(words);
      if (words === "") return;
      const fence = /^`+/.exec(shown)?.[0].length ?? 0;
      const isSpaced = shown[fence] === " " && shown.at(-fence - 1) === " ";
      const inside = shown.slice(fence + (isSpaced ? 1 : 0), -fence - (isSpaced ? 1 : 0) || undefined);
      if (!words.startsWith("`") && !words.endsWith("`") && !words.startsWith(" ") && !words.endsWith(" ")) expect(inside).toBe(words);
      expect(runs(words)).not.toContain(fence);
      expect(tableCell(words)).not.toMatch(/(?<!\\)\|/);
      const block = fenced(words, "diff").split("\n");
      expect(block.slice(1, -2).filter((line) => line.startsWith(block[0]!.replace("diff", "")))).toEqual([]);
      expect(prose(words)).not.toMatch(/^[^`]*[<@*|]/);
    }),
  );
});

test("a budget is kept, and what has no room is counted", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 300 }), { maxLength: 60 }), fc.integer({ min: 700, max: 3000 }), (blocks, limit) => {
      const budget = new MarkdownBudget(limit);
      const taken = blocks.filter((block) => budget.block("blocks", block));
      const { text, leftOut } = budget.finish("Look elsewhere.");
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
      expect(leftOut).toEqual(taken.length === blocks.length ? [] : [`${blocks.length - taken.length} blocks`]);
    }),
  );
});
