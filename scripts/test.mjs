// `npm test`: everything that has to be right, from a fresh clone on. The last line of its output
// is `N passed, N failed`, with `, N skipped` behind it when something was skipped.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build, environment, installDependencies, modernNode, root, secondsSince, silcrow } from "./prepare.mjs";

const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

const ready = check("install", () => installDependencies()) && check("build", build);
if (ready) {
  check("types", () => program([path.join(root, "node_modules", "typescript", "bin", "tsc"), "--noEmit"]));
  // The script of the review site has a browser's types, which are not Node's.
  check("types of the site's script", () => program([path.join(root, "node_modules", "typescript", "bin", "tsc"), "--noEmit", "-p", path.join(root, "src", "site", "browser")]));
  check("setup of the sandbox toolchain", () => program([silcrow, "setup"]));
  runTests(process.argv.slice(2));
}

for (const failure of failures) console.log(`failed: ${failure}`);
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);

/** A step before the tests; it counts like one. */
function check(name, action) {
  const start = performance.now();
  try {
    action();
  } catch (error) {
    console.log(`not ok: ${name}: ${error.message}`);
    failures.push(name);
    counts.failed++;
    return false;
  }
  console.log(`ok: ${name} (${secondsSince(start)})`);
  counts.passed++;
  return true;
}

function program(args) {
  const { status, error } = spawnSync(modernNode(), args, { cwd: root, env: environment(), stdio: "inherit" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`exit code ${status}`);
}

function runTests(filters) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-test-"));
  const report = path.join(folder, "counts.json");
  const args = [path.join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--reporter", path.join(root, "scripts", "counting-reporter.mjs")];
  const { status } = spawnSync(modernNode(), [...args, ...filters], {
    cwd: root,
    env: { ...environment(), SILCROW_TEST_COUNTS: report },
    stdio: "inherit",
  });
  let counted;
  try {
    counted = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    counted = { passed: 0, failed: 1, skipped: 0, failures: ["the test runner ended without a report"] };
  }
  rmSync(folder, { recursive: true, force: true });
  if (counted.passed + counted.failed === 0) {
    counted.failed++;
    counted.failures.push("no test was run");
  } else if (status !== 0 && counted.failed === 0) {
    counted.failed++;
    counted.failures.push(`the test runner ended with exit code ${status}`);
  }
  for (const key of ["passed", "failed", "skipped"]) counts[key] += counted[key];
  failures.push(...counted.failures);
}
