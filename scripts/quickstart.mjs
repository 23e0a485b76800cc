// `npm run quickstart`: from a fresh clone to a program that was built without running macro code.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build, environment, installDependencies, modernNode, root, secondsSince, silcrow } from "./prepare.mjs";

const steps = [];

try {
  quickstart();
} catch (error) {
  console.error(`\nquickstart stopped: ${error.message}`);
  process.exitCode = 1;
}

function quickstart() {
  step("installed the packages from package-lock.json", installDependencies);
  step("compiled silcrow", build);
  step("got the Rust toolchains ready", () => runSilcrow(["setup"], root));

  const project = mkdtempSync(path.join(os.tmpdir(), "silcrow-quickstart-"));
  cpSync(path.join(root, "fixtures", "quickstart"), project, { recursive: true });
  rmSync(path.join(project, "target"), { recursive: true, force: true });
  step(`copied fixtures/quickstart to ${project}`, () => withDependencies(project));

  step("expanded its macros in the sandbox (silcrow emit)", () => runSilcrow(["emit"], project));
  const entries = entriesOf(path.join(project, "macro-cache"));
  show(project, entries);

  step("built it from the expansions (silcrow build)", () => runSilcrow(["build", "--quiet"], project));
  const run = step("ran it (silcrow run)", () => runSilcrow(["run", "--quiet"], project, "pipe"));
  process.stdout.write(`\n${run}\n`);
  if (run !== readFileSync(path.join(project, "expected-output.txt"), "utf8")) {
    throw new Error(`the program printed something else than ${path.join(project, "expected-output.txt")}`);
  }

  console.log("What happened:");
  for (const { what, time } of steps) console.log(`  ${time.padStart(7)}  ${what}`);
  console.log(
    `The program printed what it should. Its ${entries.length} expansions are in\n` +
      `${path.join(project, "macro-cache")}; no macro ran while it was built.`,
  );
}

function step(what, action) {
  const start = performance.now();
  const result = action();
  steps.push({ what: result === false ? `${what}: nothing to do` : what, time: secondsSince(start) });
  return result;
}

/** Fetches what the project depends on; without a registry, the variant that depends on nothing takes its place. */
function withDependencies(project) {
  const fetched = [["--offline"], []].some(
    (more) => spawnSync("cargo", ["fetch", "--locked", ...more], { cwd: project, env: environment(), timeout: 120_000 }).status === 0,
  );
  if (fetched) return;
  console.log("The crates registry cannot be reached: going on with the variant of the project that does not use serde.");
  cpSync(path.join(root, "fixtures", "quickstart-offline"), project, { recursive: true });
}

function runSilcrow(args, cwd, stdout = "inherit") {
  const { status, error, stdout: output } = spawnSync(modernNode(), [silcrow, ...args], {
    cwd,
    env: environment(),
    stdio: ["ignore", stdout, "inherit"],
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`\`silcrow ${args.join(" ")}\` ended with exit code ${status}`);
  return output;
}

function entriesOf(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".rsm"))
    .map((file) => path.join(folder, file))
    .sort();
}

function show(project, entries) {
  const entry = entries.find((file) => path.basename(file).includes("wstr"));
  if (entry === undefined) throw new Error("there is no entry for wstr!");
  console.log(`\nOne of the ${entries.length} entries, ${path.relative(project, entry)}:\n`);
  console.log(readFileSync(entry, "utf8"));
}
