import { type CheckedPackage, checkPackages, type PackagesToCheck, StepFailed } from "./check-packages.ts";
import { type Project, steps } from "./results.ts";

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
    if (names.length === 1) return error.checked.map((checked) => projectOf("crate", failed(checked, error)));
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

/** What is known when a step has failed as a whole. */
export function failed(checked: CheckedPackage, { step, message }: StepFailed): CheckedPackage {
  return { ...checked, steps: { ...checked.steps, [step]: { ok: false, detail: message } } };
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
