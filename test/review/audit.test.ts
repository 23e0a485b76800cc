import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { type EntrySketch, type ReviewProject, reviewProject } from "./review-project.ts";

const quiet: EntrySketch = { item: "Crab", macro: "Describe", line: 4, invocation: "#[derive(Describe)]\nstruct Crab;", expansion: "#[allow(dead_code)]\nimpl Describe for Crab {}" };
const poke: EntrySketch = {
  item: "poke",
  macro: "trace",
  kind: "attribute",
  package: "trace 0.1.0",
  line: 12,
  invocation: "#[trace]\nfn poke(p: *mut u8) {}",
  expansion: "fn poke(p: *mut u8) {\n    let q: *const u8 = p;\n    unsafe { trace(q as *const u8) }\n}",
};
const hidden: EntrySketch = { item: "main", macro: "wstr", kind: "function", package: "wstr 0.1.0", line: 3, invocation: 'wstr!("a" /* \u202E */)', expansion: '"a"' };

let project: ReviewProject;
beforeAll(() => {
  project = reviewProject([quiet]);
  project.write("Cargo.toml", "");
  project.commit();
  project.writeEntry(poke);
  project.writeEntry(hidden);
});
afterAll(() => project.remove());

const run = async (...args: string[]) => await runCli(args, { cwd: project.root });
const golden = (name: string) => path.join(import.meta.dirname, "golden", name);

describe("audit", () => {
  test("lists what stands out, entry by entry", async () => {
    const { exitCode, stdout, stderr } = await run("audit");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    await expect(stdout).toMatchFileSnapshot(golden("audit.txt"));
    expect(stdout).not.toContain("\u202E");
  });

  test("tells where in the entry's file", async () => {
    const { stdout } = await run("audit", "--format", "json");
    const { entries } = JSON.parse(stdout) as { entries: { entry: string; flags: { flag: string; entry_line: number; column: number; text: string }[] }[] };
    expect(entries).toHaveLength(2);
    for (const { entry, flags } of entries) {
      const lines = readFileSync(path.join(project.cache, entry), "utf8").split("\n");
      for (const { entry_line, column, text } of flags) expect(lines[entry_line - 1]!.slice(column - 1).startsWith(text)).toBe(true);
    }
  });

  test("since a revision, and all of it", async () => {
    expect((await run("audit", "--since", "HEAD")).stdout).toMatch(/^2 entries looked at, 2 shown/m);
    expect((await run("audit", "Crab", "--all")).stdout).toContain("lint-suppression");
    expect((await run("audit", "--since", "nowhere")).stderr).toContain("SC0504");
  });

  test("fails for what is denied, and only for that", async () => {
    const cases: [string[], number][] = [
      [["--deny", "danger"], 1],
      [["--deny", "files"], 0],
      [["--deny", "files", "raw-pointer"], 1],
      [["Crab", "--deny", "warn"], 0],
      [["Crab", "--deny", "info"], 1],
    ];
    for (const [args, code] of cases) expect([args, (await run("audit", ...args)).exitCode]).toEqual([args, code]);
    const { exitCode, stderr } = await run("audit", "--deny", "evil");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/SC0501.*`evil` cannot be denied/s);
  });

  test("what nothing fits is said", async () => {
    const { exitCode, stderr } = await run("audit", "Crap");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Crab");
  });
});

test("flags are in the other views", async () => {
  const shown = (await run("show", "poke")).stdout;
  expect(shown).toMatch(/── flags ─.*\ndanger {2}unsafe/s);
  const listed = (await run("list")).stdout.split("\n");
  expect(listed.find((line) => line.includes("poke"))).toMatch(/raw-pointer, unsafe$/);
  expect(listed.find((line) => line.includes("Crab"))).not.toContain("lint");
  expect((await run("diff")).stdout).toMatch(/trace.*raw-pointer, unsafe/);
  const json = JSON.parse((await run("diff", "--format", "json")).stdout) as { new: { flags: { flag: string }[] }[] };
  expect(json.new.flatMap(({ flags }) => flags.map(({ flag }) => flag))).toContain("unsafe");
});

test("a change says which flags it brings, and not which it had", async () => {
  const other = reviewProject([poke]);
  other.commit();
  other.writeEntry({ ...poke, expansion: `${poke.expansion.slice(0, -1)}    std::fs::remove_file("a");\n}` });
  const { stdout } = await runCli(["diff"], { cwd: other.root });
  expect(stdout).toMatch(/danger {2}files/);
  expect(stdout).not.toMatch(/danger {2}unsafe/);
  other.remove();
});

test("what the configuration allows is kept out, and a misspelt flag is not taken", async () => {
  const other = reviewProject([poke]);
  other.write("Cargo.toml", "");
  other.write("silcrow.config.json", JSON.stringify({ audit: { allow: { trace: ["unsafe"], "trace::trace": ["raw-pointer"] } } }));
  const inOther = async (...args: string[]) => await runCli(args, { cwd: other.root });
  expect((await inOther("audit", "--deny", "warn")).exitCode).toBe(0);
  expect((await inOther("audit")).stdout).toMatch(/0 danger, 0 warn, 0 info, \d allowed/);
  expect((await inOther("audit", "--all")).stdout).toMatch(/allowed {2}unsafe/);
  expect((await inOther("show", "poke")).stdout).toMatch(/allowed {2}unsafe/);
  expect((await inOther("list")).stdout).not.toContain("raw-pointer");
  other.write("silcrow.config.json", JSON.stringify({ audit: { allow: { trace: ["unsave"] } } }));
  const { exitCode, stderr } = await inOther("audit");
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/SC0502.*unsave/s);
  other.remove();
});
