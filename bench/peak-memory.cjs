// Loaded into a process with `node --require`: writes the most memory that it had, in bytes, to the file that
// SILCROW_BENCH_PEAK names. Worker threads are part of the process.
const { writeFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

const file = process.env.SILCROW_BENCH_PEAK;
if (isMainThread && file !== undefined) process.on("exit", () => writeFileSync(file, String(process.resourceUsage().maxRSS * 1024)));
