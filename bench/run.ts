import { writeFile } from "node:fs/promises";
import path from "node:path";
import { builds } from "./builds.ts";
import { expansions } from "./expansions.ts";
import { firstEmit } from "./first-emit.ts";
import { observation } from "./observation.ts";
import { growth } from "./growth.ts";
import { building } from "./peers/building.ts";
import { expanding } from "./peers/expanding.ts";
import { root } from "./project.ts";
import { type Benchmark, machine, printRows } from "./report.ts";
import { spanMaps } from "./span-maps.ts";
import { show } from "./show.ts";
import { startup } from "./startup.ts";

const all: readonly Benchmark[] = [expansions, observation, builds, firstEmit, spanMaps, startup, show, growth, building, expanding];
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const rounds = Number(process.env["SILCROW_BENCH_REPEAT"] ?? 5);
const chosen = wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name));
if (chosen.length === 0) {
  console.error(`no such benchmark; there are: ${all.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const parts = [
  "# Results of the benchmarks",
  "",
  "Written by `npm run bench`: each ratio is of the medians of commands that were run in turn; the spread is that of the fastest against the slowest run and the other way round.",
  "",
  machine(),
  "",
];
for (const { name, title, run } of chosen) {
  const rows = await run({ rounds, log: (text) => console.error(`${name}: ${text}`) });
  const text = printRows(title, rows);
  console.log(text);
  parts.push(text);
}
// Only a whole run replaces the committed results.
if (wanted.length === 0) await writeFile(path.join(root, "bench/RESULTS.md"), `${parts.join("\n").trimEnd()}\n`);
