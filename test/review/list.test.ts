import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { type EntrySketch, type ReviewProject, reviewProject } from "./review-project.ts";

const sketches: readonly EntrySketch[] = [
  { module: "shore", item: "Crab", macro: "Describe", line: 4, invocation: "#[derive(Describe)]\nstruct Crab;", expansion: "impl Describe for Crab {\n    fn f() {}\n}" },
  { item: "Shell", macro: "Describe", line: 40, invocation: "#[derive(Describe)]\nstruct Shell;", expansion: "impl Describe for Shell {}" },
  {
    crate: "app",
    item: "main",
    macro: "wstr",
    kind: "function",
    package: "wstr 0.1.0",
    file: "src/main.rs",
    line: 3,
    invocation: 'wstr!("é")',
    expansion: '"é"',
    metadata: { depends: { env: { LANG: null, HOME: null }, source_text: `sha256:${"0".repeat(64)}` } },
  },
];

let project: ReviewProject;
beforeAll(() => {
  project = reviewProject(sketches);
  project.write("macro-cache/app/broken.wstr.0123456789ab.rsm", "not an entry\n");
});
afterAll(() => project.remove());

const list = async (...args: string[]) => await runCli(["list", ...args], { cwd: project.root });
const golden = (name: string) => path.join(import.meta.dirname, "golden", name);

test("lists all entries, with totals", async () => {
  const { exitCode, stdout, stderr } = await list();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  await expect(stdout).toMatchFileSnapshot(golden("list.txt"));
});

test("adds up", async () => {
  const parts = await Promise.all(["macro", "crate", "module"].map(async (by) => (await list("--by", by)).stdout));
  await expect(parts.join("\n")).toMatchFileSnapshot(golden("list-by.txt"));
});

test("gives JSON", async () => {
  const { entries, totals } = JSON.parse((await list("--format", "json")).stdout);
  expect(entries[1]).toMatchObject({ macro: "wstr!", status: "valid", lines: 1, bytes: 4, tokens: 1, observed: ["env LANG", "env HOME", "source text"] });
  expect(entries[0]).toMatchObject({ status: "damaged", tokens: null });
  expect(totals).toMatchObject({ entries: 4, lines: 5, bytes: 70 });
  expect(totals.tokens).toBe(1 + 9 + 5);
  expect(JSON.parse((await list("--by", "crate", "--format", "json")).stdout).groups.map(({ name }: { name: string }) => name)).toEqual(["app", "demo"]);
});

test("sorts numbers from the largest down, names upwards", async () => {
  const order = async (by: string) => JSON.parse((await list("--sort", by, "--format", "json")).stdout).entries.map(({ item }: { item: string }) => item);
  expect(await order("bytes")).toEqual(["Crab", "Shell", "main", "broken"]);
  expect(await order("macro")).toEqual(["Shell", "Crab", "broken", "main"]);
  expect(await order("path")).toEqual(["broken", "main", "Shell", "Crab"]);
});

test("lists what a filter fits", async () => {
  expect((await list("src/lib.rs:40")).stdout).toMatch(/^[^\n]*\n#\[derive\(Describe\)\]  Shell [^\n]*\n\n1 entry of 1 macro in 1 crate/);
  expect(await list("Shelf")).toEqual({ exitCode: 1, stdout: "", stderr: "nothing in the macro cache fits `Shelf`\n  the nearest names: Shell\n" });
});
