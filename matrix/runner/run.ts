import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { checkCrates, today } from "./check-crates.ts";
import { checkProgram } from "./check-program.ts";
import { crateNames, limits, programs } from "./definitions.ts";
import { matrixFolder, root } from "./places.ts";
import { renderPage } from "./render-page.ts";
import { markdownTable, terminalTable, updateReadme } from "./render-table.ts";
import { mergeResults, passed, type Project, readResults, type Results, writeResults } from "./results.ts";

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number from 1.");
  return value;
};
const options = new Command("matrix")
  .description("Takes crates and programs through emit, replay, compare and verify, and records what passes.")
  .argument("[names...]", "crates and programs; all without names")
  .option("--shard <i/n>", "only the i-th of n parts of them")
  .option("--resume", "leave out what was done since anything of it changed")
  .option("--timeout <minutes>", "time that each step may take", whole, 30)
  .option("--jobs <n>", "jobs of cargo", whole)
  .option("--batch <n>", "crates that are built together", whole, 12)
  .option("--kind <kind>", "crate or program")
  .option("--merge <file...>", "take over results of other runs, such as those of other shards; runs nothing without names")
  .option("--no-record", "leave results.json and README.md as they are")
  .parse();
const given = options.opts<{ shard?: string; resume?: true; timeout: number; jobs?: number; batch: number; kind?: Project["kind"]; merge?: string[]; record: boolean }>();

const work = path.join(matrixFolder, "target/matrix");
const limit = given.timeout * 60_000;
const log = (text: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

const names = await crateNames();
const pinned = await programs();
const everything = [...names.map((name) => ({ kind: "crate" as const, name })), ...pinned.map(({ name }) => ({ kind: "program" as const, name }))];
const unknown = options.args.filter((name) => !everything.some((known) => known.name === name));
if (unknown.length > 0) options.error(`no such crate or program: ${unknown.join(", ")}`);
const [part = 1, parts = 1] = given.shard?.split("/").map(Number) ?? [];
const asked = everything
  .filter(({ name }) => (options.args.length === 0 ? given.merge === undefined : options.args.includes(name)))
  .filter(({ kind }) => given.kind === undefined || given.kind === kind)
  .filter((_, index) => index % parts === part - 1);

/** What a result depends on, so that --resume knows what is still true. */
const product = await hashOf([path.join(root, "src"), path.join(root, "rust")]);
const stamps = new Map<string, string>();
const chosen: typeof asked = [];
for (const project of asked) {
  const own = project.kind === "crate" ? await hashOf([path.join(matrixFolder, "crates", project.name), path.join(matrixFolder, "Cargo.lock")]) : JSON.stringify(pinned.find(({ name }) => name === project.name));
  const stamp = createHash("sha256").update(`${product} ${own}`).digest("hex");
  stamps.set(project.name, stamp);
  if (given.resume !== true || (await readFile(stateFile(project), "utf8").catch(() => "")) !== stamp) chosen.push(project);
}

const fresh: Project[] = [];
const common = { limit, ...(given.jobs === undefined ? {} : { jobs: given.jobs }) };
const crates = chosen.filter(({ kind }) => kind === "crate").map(({ name }) => name);
for (let start = 0; start < crates.length; start += given.batch) {
  const batch = crates.slice(start, start + given.batch);
  const label = batch.length > 3 ? `${batch[0]} … ${batch.at(-1)}` : batch.join(", ");
  log(`crates ${start + 1} to ${start + batch.length} of ${crates.length}: ${label}`);
  await keep(await checkCrates(batch, { ...common, cwd: matrixFolder, cache: path.join(work, "cache", batch[0] ?? ""), log: (text) => log(`  ${text}`) }));
}
for (const { name } of chosen.filter(({ kind }) => kind === "program")) {
  const program = pinned.find((found) => found.name === name);
  if (program === undefined) continue;
  log(`program ${name} ${program.version}`);
  await keep([await checkProgram(program, path.join(work, "programs", name), { ...common, log: (text) => log(`  ${text}`) })]);
}

const merged: Project[] = [];
for (const file of given.merge ?? []) merged.push(...(JSON.parse(await readFile(file, "utf8")) as Results).projects);
if (merged.length > 0) await record(merged);
// Also when nothing was to be done: reasons in limits.json may be others.
await record([]);
process.stdout.write(terminalTable(fresh, await limits()));
process.exitCode = fresh.every(passed) ? 0 : 1;

/** Results are written as they come, so that a run that is ended early has not been for nothing. */
async function keep(projects: readonly Project[]): Promise<void> {
  fresh.push(...projects);
  for (const project of projects) {
    log(`  ${passed(project) ? "pass" : "FAIL"} ${project.name}`);
    await mkdir(path.dirname(stateFile(project)), { recursive: true });
    await writeFile(stateFile(project), stamps.get(project.name) ?? "");
  }
  await record(projects);
}

async function record(projects: readonly Project[]): Promise<void> {
  if (!given.record) return;
  const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { version: string };
  const rustc = execFileSync("rustc", ["--version"], { encoding: "utf8" }).split(" ")[1] ?? "";
  const defined = new Set(everything.map(({ kind, name }) => `${kind} ${name}`));
  const results = mergeResults(await readResults(), projects, defined, { date: today(), silcrow: version, rustc });
  await writeResults(results);
  const known = await limits();
  await writeFile(path.join(matrixFolder, "RESULTS.md"), markdownTable(results, known));
  await writeFile(path.join(matrixFolder, "results.html"), renderPage(results, known));
  await updateReadme(results);
}

function stateFile({ kind, name }: Pick<Project, "kind" | "name">): string {
  return path.join(work, "done", `${kind}-${name}`);
}

async function hashOf(places: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const place of places) {
    const found = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => undefined);
    const files = found === undefined ? [place] : found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(`${path.relative(root, file)}\0`).update(await readFile(file));
  }
  return hash.digest("hex");
}
