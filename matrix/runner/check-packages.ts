import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { silcrowTargetDirectory } from "#cargo";
import type { BuildComparison } from "#oracle";
import { compileFaults, type Fault, outcomes } from "./blame.ts";
import { differsByItself } from "./differs-by-itself.ts";
import { root } from "./places.ts";
import { cacheState, readEntries } from "./read-entries.ts";
import type { Outcome, Step } from "./results.ts";
import { type Finished, runProcess } from "./run-process.ts";
import { compareTests, countTests, parseTestOutput, type TargetTests } from "./test-output.ts";
import { type PackageFacts, workspaceFacts } from "./workspace-facts.ts";

export interface PackagesToCheck {
  /** The workspace's root. */
  readonly cwd: string;
  /** Names of packages of the workspace, all checked in the same runs of cargo. */
  readonly packages: readonly string[];
  /** The macro cache to write; what is there is removed. Absolute. */
  readonly cache: string;
  /** Arguments of all cargo commands, such as features. */
  readonly cargoArgs?: readonly string[];
  /** Which targets are expanded and compared; all without it. */
  readonly targets?: readonly string[];
  /** Which of them are tested. */
  readonly testArgs?: readonly string[];
  /** Arguments for the test programs. */
  readonly harnessArgs?: readonly string[];
  /** Variables for the test programs. */
  readonly testEnvironment?: Readonly<Record<string, string>>;
  /** Milliseconds that each step may take. */
  readonly limit: number;
  readonly jobs?: number;
  /**
   * Tests run in the folders in which the comparison has built, after it: half of the time for what is large. Without
   * it they run first, in folders of their own, so that a package that cannot be built ordinarily is left out of the
   * rest.
   */
  readonly buildOnce?: boolean;
  log(text: string): void;
}

export interface CheckedPackage {
  readonly facts: PackageFacts;
  readonly steps: Partial<Record<Step, Outcome>>;
  tests: number;
  expansions: number;
  expansionsOfDependencies: number;
}

/** A step that failed as a whole, so that nothing can be said about the single packages. */
export class StepFailed extends Error {
  readonly step: Step;
  /** What was found out before. */
  checked: readonly CheckedPackage[] = [];

  constructor(step: Step, detail: string) {
    super(detail);
    this.step = step;
  }
}

/**
 * Takes packages through all steps: ordinary tests, emit, reading entries back, tests from the cache, comparison of
 * both builds, verify, and a second emit. A package that has failed a step is left out of the following ones.
 * Throws `StepFailed` when a step says nothing about single packages.
 */
export async function checkPackages(request: PackagesToCheck): Promise<CheckedPackage[]> {
  const all = await workspaceFacts(request.cwd, request.limit);
  const checked = request.packages.map((name): CheckedPackage => {
    const facts = all.get(name);
    if (facts === undefined) throw new Error(`${request.cwd} has no package ${name}`);
    return { facts, steps: {}, tests: 0, expansions: 0, expansionsOfDependencies: 0 };
  });
  try {
    await takeThroughSteps(request, all, checked);
  } catch (error) {
    if (error instanceof StepFailed) error.checked = checked;
    throw error;
  }
  return checked;
}

async function takeThroughSteps(request: PackagesToCheck, all: ReadonlyMap<string, PackageFacts>, checked: readonly CheckedPackage[]): Promise<void> {
  const { cwd, cache, limit, cargoArgs = [], targets = ["--all-targets"], testArgs = ["--tests"], harnessArgs = [], testEnvironment = {} } = request;
  const alive = () => checked.filter(({ steps }) => Object.values(steps).every(({ ok }) => ok));
  const select = (these: readonly CheckedPackage[]) => [...these.flatMap(({ facts }) => ["-p", facts.name]), ...cargoArgs];
  const selection = () => select(alive());
  const record = (step: Step, faults: readonly Fault[]) => {
    const living = alive();
    const found = outcomes(living.map(({ facts }) => facts), faults);
    for (const { facts, steps } of living) steps[step] = found.get(facts.name) ?? { ok: true };
  };
  const env: Record<string, string> = request.jobs === undefined ? {} : { CARGO_BUILD_JOBS: String(request.jobs) };
  const started = async (step: Step, program: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Finished> => {
    request.log(step);
    const finished = await runProcess(program, args, { cwd, env: { ...env, ...more }, limit, inOrder: step === "ordinary" || step === "replay" });
    if (finished.timedOut) throw new StepFailed(step, `it took longer than ${limit / 60_000} minutes`);
    return finished;
  };
  const silcrow = (step: Step, args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    started(step, process.execPath, [path.join(root, "bin/silcrow.js"), "--macro-cache-dir", cache, ...args], more);
  const test = ["test", ...testArgs, "--no-fail-fast"];
  const behind = harnessArgs.length === 0 ? [] : ["--", ...harnessArgs];

  const tested = async (step: Step, run: () => Promise<Finished>): Promise<TargetTests[]> => {
    let finished = await run();
    const faults = compileFaults(finished.all);
    if (faults.length > 0) {
      record(step, faults);
      if (alive().length === 0) return [];
      finished = await run();
    }
    const targets = parseTestOutput(finished.all);
    if (targets.length === 0 && finished.exitCode !== 0) throw new StepFailed(step, lastLines(finished.all));
    return targets;
  };
  const ofPackage = ({ facts }: CheckedPackage, targets: readonly TargetTests[]) => targets.filter(({ crate }) => facts.crates.includes(crate));
  let ordinary: readonly TargetTests[] = [];

  const testOrdinarily = async (folder?: string) => {
    const target = folder === undefined ? {} : { CARGO_TARGET_DIR: folder, CARGO_BUILD_BUILD_DIR: folder };
    ordinary = await tested("ordinary", () => started("ordinary", "cargo", [...test, "--locked", ...selection(), ...behind], { ...testEnvironment, ...target }));
    for (const found of alive()) {
      found.tests = countTests(ofPackage(found, ordinary));
      const failed = ofPackage(found, ordinary).flatMap(({ lines }) => lines.filter((line) => line.endsWith(": FAILED")));
      const detail = found.tests === 0 ? "no test ran" : failed.slice(0, 10).join("\n");
      found.steps.ordinary = detail === "" ? { ok: true } : { ok: false, detail };
    }
  };

  // The same selection for all that expands: others would have macros with other features of their dependencies.
  const emitArgs: string[] = [];
  const emit = async () => {
    emitArgs.push("--", ...targets, "--keep-going", "--locked", ...selection());
    const emitted = await silcrow("emit", ["emit", ...emitArgs]);
    const emitFaults = emitted.exitCode === 0 ? [] : compileFaults(emitted.all);
    if (emitted.exitCode !== 0 && emitFaults.length === 0) throw new StepFailed("emit", lastLines(emitted.all));
    record("emit", emitFaults);
  };

  const packageOf = (folder: string): string => {
    const owner = [...all.values()].find(({ crates }) => crates.includes(folder.replace(/_doctests$/, "")));
    return owner?.name ?? folder.replaceAll("_", "-");
  };
  const readBack = async () => {
    const { counts, problems } = await readEntries(cache);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    record("entries", [...problems].flatMap(([folder, found]) => found.map((detail) => ({ package: packageOf(folder), detail }))));
    const members = new Set(checked.flatMap(({ facts }) => facts.crates));
    const elsewhere = total - [...counts].reduce((sum, [folder, count]) => sum + (members.has(folder) ? count : 0), 0);
    for (const found of alive()) {
      found.expansions = found.facts.crates.reduce((sum, crate) => sum + (counts.get(crate) ?? 0), 0);
      found.expansionsOfDependencies = elsewhere;
      if (found.expansions + elsewhere === 0) found.steps.entries = { ok: false, detail: "no macro was expanded" };
    }
  };

  const testFromCache = async (targetFolder?: string) => {
    const target = targetFolder === undefined ? [] : ["--target-dir", targetFolder];
    const replayed = await tested("replay", () => silcrow("replay", [...test, ...target, "--locked", ...selection(), ...behind], testEnvironment));
    for (const found of alive()) {
      const differences = compareTests(ofPackage(found, ordinary), ofPackage(found, replayed));
      found.steps.replay = differences.length === 0 ? { ok: true } : { ok: false, detail: differences.join("\n") };
    }
  };

  const compare = async (): Promise<BuildComparison["folders"]> => {
    const compared = await silcrow("compare", ["compare", "--format", "json", "--", ...targets, "--locked", ...selection()]);
    const comparison = parse<BuildComparison>("compare", compared);
    const faults = comparisonFaults(comparison);
    if (!comparison.equal && faults.length === 0) throw new StepFailed("compare", `cargo ended with ${JSON.stringify(comparison.exitCodes)}`);
    const different = alive().map(({ facts }) => facts).filter(({ name }) => faults.some((fault) => fault.package === name));
    const isUnsteady = await differsByItself({ cwd, env, limit, cargoArgs, packages: different });
    record("compare", faults.filter((fault) => !isUnsteady.has(fault.package)));
    for (const { facts, steps } of alive()) {
      if (isUnsteady.has(facts.name)) steps.compare = { ok: true, detail: "ordinary builds differ from each other, too: a macro's output depends on random numbers" };
    }
    return comparison.folders;
  };

  const compareAndTest = async () => {
    const folders = await compare();
    const above = path.dirname(folders.ordinary);
    // Both were built there, and cargo and silcrow take what they built for theirs in no other place.
    const live = silcrowTargetDirectory(above, "replay");
    if (alive().length === 0) return;
    await rename(folders.ordinary, live);
    await testOrdinarily(live);
    await rm(live, { recursive: true });
    if (alive().length === 0) return;
    await rename(folders.replayed, live);
    await testFromCache(above);
  };

  const verify = async () => {
    const verified = await silcrow("verify", ["verify", "--format", "json", "--keep-unused", ...emitArgs]);
    const report = parse<VerifyReport>("verify", verified);
    if (report.result === "incomplete" && isWhole()) throw new StepFailed("verify", lastLines(verified.stderr));
    const errors = report.findings.filter(({ severity }) => severity === "error");
    record("verify", errors.map(({ kind, file, detail }) => ({ package: packageOf(file.split("/")[0] ?? ""), detail: `${kind}: ${file}: ${detail}` })));
  };
  const isWhole = () => checked.every(({ steps }) => steps.emit?.ok !== false);

  const emitAgain = async () => {
    const before = await cacheState(cache);
    const again = await silcrow("again", ["emit", "--keep-unused", ...emitArgs]);
    if (again.exitCode !== 0 && (isWhole() || again.exitCode !== 1)) throw new StepFailed("again", lastLines(again.all));
    const after = await cacheState(cache);
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file));
    record("again", changed.map((file) => ({ package: packageOf(file.split(path.sep)[0] ?? ""), detail: `a second emit wrote ${file}` })));
  };

  await rm(cache, { recursive: true, force: true });
  const built = request.buildOnce === true ? [emit, readBack, compareAndTest] : [testOrdinarily, emit, readBack, testFromCache, compare];
  for (const step of [...built, verify, emitAgain]) {
    if (alive().length === 0) return;
    await step();
  }
}

interface VerifyReport {
  readonly result: "clean" | "findings" | "incomplete";
  readonly findings: readonly { readonly kind: string; readonly severity: string; readonly file: string; readonly detail: string }[];
}

function parse<T>(step: Step, { stdout, all }: Finished): T {
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new StepFailed(step, lastLines(all));
  }
}

function comparisonFaults({ crates }: BuildComparison): Fault[] {
  return crates.flatMap(({ package: name, crate, differences }) =>
    differences.map((difference): Fault => {
      const said = (): string => {
        switch (difference.kind) {
          case "view":
            return `${difference.view} of ${crate} differs at ${difference.line}: ${difference.ordinary?.trim()} | ${difference.replayed?.trim()}`;
          case "diagnostics":
            return `messages: only ordinary ${JSON.stringify(difference.onlyOrdinary.slice(0, 2))}, only replayed ${JSON.stringify(difference.onlyReplayed.slice(0, 2))}`.slice(0, 600);
          case "artefact":
            return `${difference.file} differs from ${difference.offset} on, in ${difference.sections.map((section) => section.name).join(" ")}`;
        }
      };
      return { package: name.split(" ")[0] ?? name, detail: said() };
    }),
  );
}

function lastLines(text: string): string {
  const lines = text.trimEnd().split("\n");
  const errors = lines.filter((line) => /^error/.test(line));
  return [...errors.slice(0, 3), ...lines.slice(-5)].join("\n");
}
