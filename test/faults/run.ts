import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { canMount, type Fault, faults, Lab, needsMount } from "./inject.ts";

// node --conditions=silcrow-src test/faults/run.ts [--runs 200] [--seed 1] [--labs 1] [--write]
const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const runs = option("runs", 200);
const kinds = (Object.keys(faults) as Fault[]).filter((fault) => !needsMount.has(fault) || canMount());
const results = new Map(kinds.map((fault) => [fault, { runs: 0, hit: 0, problems: [] as string[] }]));
let next = 0;

/** Does one fault after another to a project of its own, until all runs are made. */
async function work(seed: number): Promise<void> {
  const lab = new Lab(seed);
  try {
    await lab.prepare();
    for (let run = next++; run < runs; run = next++) {
      const fault = kinds[run % kinds.length]!;
      const result = results.get(fault)!;
      const { hit, problem } = await lab.inject(fault);
      result.runs++;
      if (hit) result.hit++;
      if (problem === undefined) continue;
      result.problems.push(problem);
      process.stderr.write(`run ${run}, ${fault}: ${problem}\n`);
    }
  } finally {
    lab.dispose();
  }
}

const seed = option("seed", 1);
await Promise.all(Array.from({ length: option("labs", 1) }, (_, index) => work(seed + index)));
const lines = ["| fault | runs | of which did not end well | cache damaged, or not recovered |", "|---|---|---|---|"];
for (const [fault, { runs: done, hit, problems }] of results) lines.push(`| ${fault} | ${done} | ${hit} | ${problems.length} |`);
process.stdout.write(`${lines.join("\n")}\n`);
if (process.argv.includes("--write")) {
  const page = path.join(import.meta.dirname, "../../docs/safety.md");
  writeFileSync(page, readFileSync(page, "utf8").replace(/(?<=<!-- faults -->\n)[\s\S]*?(?=<!-- end -->)/, () => `${lines.join("\n")}\n`));
}
process.exitCode = [...results.values()].some(({ problems }) => problems.length > 0) ? 1 : 0;
