import { describeDisagreement, RustDecoder, runCases } from "./run-cases.ts";

// node --conditions=silcrow-src test/fuzz/run.ts [--seconds 60] [--seed 1]
const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const end = Date.now() + option("seconds", 60) * 1000;
let seed = option("seed", Math.floor(Date.now() / 1000) * 1000);
let [cases, accepted, found] = [0, 0, 0];
using decoder = new RustDecoder();
while (Date.now() < end && found < 5) {
  const result = runCases(decoder, seed, 2000);
  cases += result.cases;
  accepted += result.accepted;
  seed += result.cases;
  for (const disagreement of result.disagreements.slice(0, 5 - found)) {
    found++;
    process.stdout.write(`${describeDisagreement(disagreement)}\n----\n`);
  }
}
process.stdout.write(`${cases} cases, ${accepted} accepted by both sides, ${found} disagreements\n`);
process.exitCode = found === 0 ? 0 : 1;
