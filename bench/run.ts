import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { builds } from "./builds.ts";
import { expansions } from "./expansions.ts";
import { firstEmit } from "./first-emit.ts";
import { growth } from "./growth.ts";
import { observation } from "./observation.ts";
import { building } from "./peers/building.ts";
import { expanding } from "./peers/expanding.ts";
import { oneWithWatt } from "./peers/watt.ts";
import { root, run } from "./project.ts";
import { type Benchmark, machine, printRows } from "./report.ts";
import { show } from "./show.ts";
import { spanMaps } from "./span-maps.ts";
import { startup } from "./startup.ts";

const heading = `# Results of the benchmarks

Written by \`npm run bench\`, each part when it was measured: where a part does not say otherwise, each ratio is of the medians of commands that were run in turn; the spread is that of the fastest against the slowest run and the other way round.
`;

const all: readonly Benchmark[] = [expansions, observation, builds, firstEmit, spanMaps, startup, show, growth, building, oneWithWatt, expanding];
const command = new Command("bench")
  .description("Measures silcrow beside other ways, commands in turn. SILCROW_BENCH_REPEAT is the number of rounds, 5 without it.")
  .argument("[names...]", `of ${all.map(({ name }) => name).join(", ")}; all without names`)
  .option("--write", "put what was measured by name in its place in bench/RESULTS.md, as a run of all does")
  .parse();
const wanted = command.args;
// Parts of the results can be measured anew by themselves; what is not kept is only printed.
const keep = wanted.length === 0 || command.opts<{ write?: true }>().write === true;
const rounds = Number(process.env["SILCROW_BENCH_REPEAT"] ?? 5);
const unknown = wanted.filter((name) => !all.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) command.error(`no such benchmark: ${unknown.join(", ")}; there are: ${all.map(({ name }) => name).join(", ")}`, { exitCode: 2 });

const file = path.join(root, "bench/RESULTS.md");
const commit = (await run("git", ["describe", "--always", "--dirty"], root)).trim();
for (const benchmark of all) {
  const { name, title } = benchmark;
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const rows = await benchmark.run({ rounds, log: (text) => console.error(`${name}: ${text}`) });
  const text = printRows(benchmark, `${machine()}; at ${commit}, ${rounds} ${rounds === 1 ? "round" : "rounds"}`, rows);
  console.log(text);
  if (!keep) continue;
  const sections = readSections(await readFile(file, "utf8").catch(() => ""));
  sections.set(title, text);
  const kept = all.flatMap((each) => sections.get(each.title) ?? []);
  await writeFile(file, `${[heading, ...kept].join("\n").trimEnd()}\n`);
}

/** The parts of a results file, by title. */
function readSections(text: string): Map<string, string> {
  return new Map(text.split(/^(?=## )/m).slice(1).map((part) => [/^## (.*)$/m.exec(part)?.[1] ?? "", `${part.trimEnd()}\n`]));
}
