import path from "node:path";
import { failed, projectOf, today } from "./check-crates.ts";
import { type CheckedPackage, checkPackages, type PackagesToCheck, StepFailed } from "./check-packages.ts";
import type { Program } from "./definitions.ts";
import { fetchProgram } from "./fetch-program.ts";
import { type Outcome, type Project, type Step, steps } from "./results.ts";

/** Fetches a program into a folder, or what is new of it, and takes it through all steps. */
export async function checkProgram(program: Program, folder: string, request: Pick<PackagesToCheck, "limit" | "jobs" | "log">): Promise<Project> {
  const { name, version, members = [], cargoArgs = [], targets, testArgs = targets, harnessArgs = [], testEnvironment = {}, skipped = {} } = program;
  const skips = Object.keys(skipped).flatMap((test) => ["--skip", test]);
  const packages = [name, ...members.filter(({ tested }) => tested === true).map((member) => member.name)];
  const named = (project: Project): Project => ({ ...project, name, versions: [`${name} ${version}`] });
  try {
    await fetchProgram(program, folder, request.limit);
    const cache = path.join(folder, "target/matrix-cache");
    const checked = await checkPackages({ ...request, buildOnce: true, cwd: folder, cache, packages, cargoArgs, targets, testArgs, harnessArgs: [...harnessArgs, ...skips], testEnvironment });
    return named(projectOf("program", together(checked)));
  } catch (error) {
    if (error instanceof StepFailed) return named(projectOf("program", failed(together(error.checked), error)));
    const detail = error instanceof Error ? error.message : String(error);
    return { name, kind: "program", versions: [`${name} ${version}`], steps: { ordinary: { ok: false, detail } }, expansions: 0, expansionsOfDependencies: 0, tests: 0, date: today() };
  }
}

/** Several packages as one, which has passed a step if all of them have. */
function together(checked: readonly CheckedPackage[]): CheckedPackage {
  const [first] = checked;
  if (first === undefined) throw new Error("nothing was checked");
  const sum = (count: (found: CheckedPackage) => number) => checked.reduce((total, found) => total + count(found), 0);
  const outcome = (step: Step): Outcome | undefined => {
    const all = checked.map(({ steps: outcomes }) => outcomes[step]);
    return all.find((found) => found?.ok === false) ?? (all.includes(undefined) ? undefined : all.find((found) => found?.detail !== undefined)) ?? all[0];
  };
  return {
    facts: first.facts,
    steps: Object.fromEntries(steps.map((step) => [step, outcome(step)] as const).filter(([, found]) => found !== undefined)),
    tests: sum(({ tests }) => tests),
    expansions: sum(({ expansions }) => expansions),
    expansionsOfDependencies: first.expansionsOfDependencies,
  };
}
