import { canMount, type Fault, faults, Lab, needsMount } from "./inject.ts";

// node --conditions=silcrow-src test/faults/run.ts [--runs 200] [--seed 1]
const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const runs = option("runs", 200);
const kinds = (Object.keys(faults) as Fault[]).filter((fault) => !needsMount.has(fault) || canMount());
const lab = new Lab(option("seed", 1));
const results = new Map(kinds.map((fault) => [fault, { runs: 0, hit: 0, problems: [] as string[] }]));
try {
  await lab.prepare();
  for (let run = 0; run < runs; run++) {
    const fault = kinds[run % kinds.length]!;
    const result = results.get(fault)!;
    const { hit, problem } = await lab.inject(fault);
    result.runs++;
    if (hit) result.hit++;
    if (problem !== undefined) {
      result.problems.push(problem);
      process.stderr.write(`run ${run}, ${fault}: ${problem}\n`);
    }
  }
} finally {
  lab.dispose();
}
process.stdout.write("| fault | runs | of which did not end well | cache damaged or not recovered |\n|---|---|---|---|\n");
for (const [fault, { runs: done, hit, problems }] of results) process.stdout.write(`| ${fault} | ${done} | ${hit} | ${problems.length} |\n`);
process.exitCode = [...results.values()].some(({ problems }) => problems.length > 0) ? 1 : 0;
