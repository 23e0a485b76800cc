// `npm run safety`: runs what attacks silcrow, and writes the figures of docs/safety.md from what came of it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, environment, installDependencies, modernNode, root } from "./prepare.mjs";

const suites = [
  ["macros that attack the sandbox from within", ["test/sandbox/hostile.test.ts", "test/sandbox/macros.test.ts"]],
  ["macros that run as processes", ["test/sandbox/processes.test.ts", "test/end-to-end/processes.test.ts"]],
  ["modules that no compiler made", ["test/sandbox/modules.test.ts"]],
  ["files and folders that were not granted", ["test/sandbox/files.test.ts", "test/end-to-end/files.test.ts"]],
  ["macros that attack the cache, the compiler's messages and the terminal", ["test/end-to-end/hostile.test.ts", "test/end-to-end/misbehaving.test.ts", "test/review/hostile.test.ts"]],
  ["state that macros keep", ["test/sandbox/sequences.test.ts", "test/end-to-end/stateful.test.ts"]],
  ["build scripts", ["test/end-to-end/build-scripts.test.ts"]],
  ["macro code at replay", ["test/end-to-end/tripwire.test.ts"]],
  ["edited, moved and damaged entries", ["test/end-to-end/bad-entries.test.ts", "test/verify/verify.test.ts", "test/verify/comparison.test.ts"]],
];

installDependencies();
build();
const folder = mkdtempSync(path.join(tmpdir(), "silcrow-safety-"));
const report = path.join(folder, "report.json");
const files = suites.flatMap(([, list]) => list);
const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(modernNode(), [vitest, "run", "--reporter=json", `--outputFile=${report}`, ...files], { cwd: root, env: environment(), stdio: ["ignore", "ignore", "inherit"] });
const { testResults } = JSON.parse(readFileSync(report, "utf8"));
rmSync(folder, { recursive: true });

const rows = suites.map(([title, list]) => {
  const tests = testResults.filter(({ name }) => list.some((file) => name.endsWith(file))).flatMap(({ assertionResults }) => assertionResults);
  const count = (state) => tests.filter((test) => test.status === state).length;
  return `| ${title} | ${tests.length - count("pending") - count("skipped")} | ${count("passed")} |`;
});
const page = path.join(root, "docs/safety.md");
const table = ["| what is tried | attempts | stopped, or answered as documented |", "|---|---|---|", ...rows].join("\n");
writeFileSync(page, readFileSync(page, "utf8").replace(/(?<=<!-- attempts -->\n)[\s\S]*?(?=<!-- end -->)/, () => `${table}\n`));
process.stdout.write(`${table}\n`);
process.exitCode = status ?? 2;
