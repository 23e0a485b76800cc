// Started in a process of its own: what the first expansion in it takes, with loading the module, and what one takes
// when many came before. Arguments: the user cache that has the module, and a folder with one recorded invocation.
import { performance } from "node:perf_hooks";
import { median } from "../measure.ts";
import { OptimizedSerdeDerive, readRecords } from "../serde-derive.ts";

const [cache = "", records = ""] = process.argv.slice(2);
const [invocation] = await readRecords(records);
if (invocation === undefined) throw new Error("nothing was recorded");
const start = performance.now();
const module = await OptimizedSerdeDerive.load(cache);
const request = module.requestFor(invocation);
await module.expand(request);
const first = performance.now() - start;
const times: number[] = [];
for (let round = 0; round < 3000; round++) {
  const before = performance.now();
  await module.expand(request);
  times.push(performance.now() - before);
}
console.log(JSON.stringify({ first, warm: median(times.slice(-300).toSorted((a, b) => a - b)) }));
