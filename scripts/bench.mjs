// `npm run bench`: installs and builds what is missing, and runs bench with the names of benchmarks as they are.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { build, environment, installDependencies, modernNode, root } from "./prepare.mjs";

installDependencies();
build();
const { status, signal } = spawnSync(modernNode(), ["--conditions=silcrow-src", path.join(root, "bench/run.ts"), ...process.argv.slice(2)], {
  cwd: root,
  env: environment(),
  stdio: "inherit",
});
process.exitCode = status ?? (signal === null ? 2 : 130);
