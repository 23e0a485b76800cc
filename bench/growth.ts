import { rm } from "node:fs/promises";
import path from "node:path";
import { writeCache } from "./example-entries.ts";
import { writeProject } from "./growth-project.ts";
import { inTemporaryFolder, run } from "./project.ts";
import { type Benchmark, milliseconds, type Row } from "./report.ts";
import { silcrowUsage, type Usage, usage } from "./usage.ts";

/** How the cost of each command grows with the number of expansions in one crate, of crates, and of entries. */
export const growth: Benchmark = {
  name: "growth",
  title: "Growth: what the step to the largest size costs, against a straight line through the smaller ones",
  figures: "processor time, or memory of the process; the least of the runs",
  run: ({ rounds, log }) =>
    inTemporaryFolder(async (folder) => {
      const measure = (unit: string, sizes: readonly number[], write: Work["write"], commands: Work["commands"]): Promise<Row[]> =>
        measureGrowth({ folder, unit, sizes, write, commands, rounds: Math.min(rounds, 3), log });
      return [
        ...(await measure("expansions in one crate", [10, 100, 1_000, 10_000], (project, size) => writeProject(project, [size]), [...building, ...reading])),
        ...(await measure("crates of 10 expansions", [1, 20, 200], (project, size) => writeProject(project, Array.from({ length: size }, () => 10)), [...building, ...reading])),
        ...(await measure("changed entries in one folder", [200, 2_000, 20_000], writeChangedEntries, reading)),
      ];
    }),
};

interface Command {
  readonly name: string;
  /** Is not counted. */
  readonly prepare?: (project: string) => Promise<void>;
  readonly run: (project: string) => Promise<Usage>;
  /** Whether its memory is a row, too. */
  readonly memory?: boolean;
  /** Whether it is there to be compared with, and what it may grow by is not ours to say. */
  readonly isOther?: boolean;
}

interface Work {
  readonly folder: string;
  readonly unit: string;
  readonly sizes: readonly number[];
  readonly write: (project: string, size: number) => Promise<void>;
  readonly commands: readonly Command[];
  readonly rounds: number;
  readonly log: (text: string) => void;
}

async function measureGrowth({ folder, unit, sizes, write, commands, rounds, log }: Work): Promise<Row[]> {
  const usages = new Map<Command, Usage[]>(commands.map((command) => [command, []]));
  for (const size of sizes) {
    const project = path.join(folder, `${unit.replaceAll(" ", "-")}-${size}`);
    await write(project, size);
    for (const command of commands) {
      log(`${size} ${unit}: ${command.name}`);
      const found: Usage[] = [];
      // The largest take minutes, and repeat themselves well.
      for (let round = 0; round < (size === sizes.at(-1) ? 1 : rounds); round++) {
        await command.prepare?.(project);
        found.push(await command.run(project));
      }
      usages.get(command)?.push(found.reduce((least, other) => (other.cpu < least.cpu ? other : least)));
    }
    await rm(project, { recursive: true, force: true });
  }
  // Who has rustc compile grows as it does.
  const others = [...usages].flatMap(([{ isOther }, found]) => (isOther === true ? [againstStraightLine(sizes, found.map(({ cpu }) => cpu))] : []));
  const limit = Number(Math.max(1.2, ...others.map((other) => other * 1.1)).toFixed(2));
  return [...usages].flatMap(([{ name, memory, isOther }, found]) => [
    row(`${name}, by ${unit}`, sizes, found.map(({ cpu }) => cpu), milliseconds, isOther === true ? undefined : limit),
    ...(memory === true ? [row(`${name}, memory by ${unit}`, sizes, found.map(({ peak = Number.NaN }) => peak), (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`, 1.2)] : []),
  ]);
}

function row(what: string, sizes: readonly number[], costs: readonly number[], print: (cost: number) => string, limit: number | undefined): Row {
  const value = againstStraightLine(sizes, costs);
  return { what, ratio: value, low: value, high: value, ...(limit === undefined ? {} : { limit }), detail: costs.map((cost, index) => `${sizes[index]?.toLocaleString("en")}: ${print(cost)}`).join(", ") };
}

/**
 * What the largest size costs above the smallest, against what it would cost on the straight line through the smallest
 * and the last but one: 1 where each one more costs the same, 10 where ten times as many cost a hundred times as much.
 * What differs by less than a quarter between these two is taken for a quarter, since runs differ as well.
 */
function againstStraightLine(sizes: readonly number[], costs: readonly number[]): number {
  const [first = 0, before = 0, last = 0] = [costs[0], costs.at(-2), costs.at(-1)];
  const [least = 0, smaller = 0, largest = 0] = [sizes[0], sizes.at(-2), sizes.at(-1)];
  return Math.max(0, last - first) / Math.max(before - first, first / 4) / ((largest - least) / (smaller - least));
}

const silcrow = (name: string, args: readonly string[], more: Pick<Command, "prepare" | "memory"> = {}): Command => ({ name: `\`silcrow ${name}\``, run: (project) => silcrowUsage(args, project), ...more });

const without =
  (...names: string[]) =>
  async (project: string): Promise<void> => {
    for (const name of names) await rm(path.join(project, name), { recursive: true, force: true });
  };

const building: readonly Command[] = [
  { name: "`cargo check` (to compare)", prepare: without("target/debug"), run: (project) => usage("cargo", ["check"], project), isOther: true },
  silcrow("emit", ["emit"], { prepare: without("target/silcrow", "macro-cache"), memory: true }),
  silcrow("emit, nothing new", ["emit"]),
  silcrow("check", ["check"], { prepare: without("target/silcrow/replay") }),
  silcrow("check, nothing new", ["check"]),
  silcrow("verify", ["verify"]),
];

/** In a project where nothing was committed before. */
const reading: readonly Command[] = [
  silcrow("list", ["list"]),
  silcrow("show", ["show", "Type5"]),
  silcrow("diff", ["diff"], { prepare: (project) => commit(project, "--allow-empty"), memory: true }),
  silcrow("audit", ["audit"]),
  silcrow("review", ["review", "--format", "json"], { memory: true }),
  silcrow("review --html", ["review", "--html", "site"], { prepare: without("site"), memory: true }),
];

/** A repository in which every entry is other than in its last commit. */
async function writeChangedEntries(project: string, size: number): Promise<void> {
  await writeCache(project, { entries: size, modules: 1, version: 1 });
  await commit(project, "--all");
  await writeCache(project, { entries: size, modules: 1, version: 2 });
}

/** With `--allow-empty` nothing is committed but that there is nothing. */
async function commit(project: string, what: "--all" | "--allow-empty"): Promise<void> {
  const git = (...args: string[]): Promise<string> => run("git", ["-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0", ...args], project);
  await git("init", "--quiet");
  if (what === "--all") await git("add", "macro-cache");
  await git("commit", "--quiet", "--allow-empty", "-m", "before");
}
