import { type CheckedPackage, checkPackages, type PackagesToCheck, StepFailed } from "./check-packages.ts";
import { type Project, type Step, steps } from "./results.ts";

/** Prefix of the packages in crates/, which may not have the names of those that they use. */
export const memberPrefix = "matrix-";

/**
 * Checks members of the crates' workspace together: what they share is compiled once. Where a step fails as a
 * whole, each half is checked by itself, down to single members.
 */
export async function checkCrates(names: readonly string[], request: Omit<PackagesToCheck, "packages">): Promise<Project[]> {
  const packages = names.map((name) => `${memberPrefix}${name}`);
  try {
    return (await checkPackages({ ...request, packages })).map((checked) => projectOf("crate", checked));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const [name] = names;
    if (names.length === 1 && name !== undefined) return [failedProject("crate", name, error.step, error.message)];
    request.log(`${error.step} failed for all together: ${error.message.split("\n")[0]}`);
    const middle = Math.ceil(names.length / 2);
    return [...(await checkCrates(names.slice(0, middle), request)), ...(await checkCrates(names.slice(middle), request))];
  }
}

export function projectOf(kind: Project["kind"], { facts, steps: outcomes, tests, expansions, expansionsOfDependencies }: CheckedPackage): Project {
  return {
    name: kind === "crate" ? facts.name.slice(memberPrefix.length) : facts.name,
    kind,
    versions: kind === "crate" ? facts.direct : [`${facts.name} ${facts.version}`],
    steps: Object.fromEntries(steps.filter((step) => outcomes[step] !== undefined).map((step) => [step, outcomes[step]])),
    expansions,
    expansionsOfDependencies,
    tests,
    date: today(),
  };
}

export function failedProject(kind: Project["kind"], name: string, step: Step, detail: string): Project {
  const before = steps.slice(0, steps.indexOf(step));
  return {
    name,
    kind,
    versions: [],
    steps: { ...Object.fromEntries(before.map((done) => [done, { ok: true }])), [step]: { ok: false, detail } },
    expansions: 0,
    expansionsOfDependencies: 0,
    tests: 0,
    date: today(),
  };
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
