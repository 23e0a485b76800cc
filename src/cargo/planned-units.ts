import { isBuildScript, isProcMacro, crateNameOf, type Unit, type UnitGraph } from "./unit-graph.ts";
import type { SandboxKind } from "#format";
import { unitSignature } from "./unit-signature.ts";
import type { PlannedUnit } from "./print-plan.ts";
import type { Treatment } from "./stub-plan.ts";

/** The arguments of the actions that need more than the graph. Indices are those of units. */
export interface ActionArguments {
  /** Root file of the shim, a hash of its content, and the files to list beside it. */
  readonly shim?: (unit: number) => readonly [root: string, hash: string, ...sources: string[]];
  /** The sandboxes that a library is compiled for. */
  readonly sandboxes?: (unit: number) => readonly SandboxKind[];
  /** What is given to WebAssembly's compiler besides what cargo names, `name=path` each. */
  readonly platform?: (unit: number) => readonly string[];
  /** The sandbox of a macro crate, unit id for the host, path of the module, and the same as in `platform`. */
  readonly sandboxedMacro?: (unit: number) => readonly [sandbox: SandboxKind, unitId: string, output: string, ...externs: string[]];
}

/** The plan's unit lines for a graph whose treatments are known, in the graph's order. */
export function plannedUnits(graph: UnitGraph, treatments: readonly Treatment[], given: ActionArguments): PlannedUnit[] {
  const signatures = graph.units.map(unitSignature);
  // A library and its test share a signature, and it is the library that other crates need more of.
  const needed = new Set(signatures.filter((_, index) => treatments[index] !== "expand-only"));
  const planned = graph.units.flatMap((unit, index) => {
    // Not seen by the wrapper: cargo runs build scripts itself, and doctests are recognised by their arguments.
    if (unit.mode === "run-custom-build" || unit.mode === "doctest") return [];
    const signature = signatures[index] ?? "";
    const treatment = treatments[index] as Treatment;
    const action = treatment === "expand-only" ? expandOnly(unit, needed.has(signature)) : actionOf(unit, index, treatment, given);
    return action === undefined ? [] : [{ signature, action }];
  });
  // Where units share a signature, the one that may expand macros decides, and first the one that says who only does that.
  const rank = ({ action: [name] }: PlannedUnit) => (name === "ordinary" ? 2 : name === "expand-only" ? 0 : 1);
  return planned.sort((a, b) => rank(a) - rank(b));
}

function expandOnly(unit: Unit, isNeeded: boolean): PlannedUnit["action"] {
  return ["expand-only", cacheDirectoryOf(unit), isNeeded ? "tests" : "all"];
}

function actionOf(unit: Unit, index: number, treatment: Exclude<Treatment, "expand-only">, given: ActionArguments): PlannedUnit["action"] | undefined {
  switch (treatment) {
    case "ordinary":
      // Named so that the wrapper knows the roots of macro crates, whose builds it must find here.
      return isProcMacro(unit) ? ["ordinary"] : undefined;
    case "expand":
      return ["expand", cacheDirectoryOf(unit)];
    case "confined":
      return ["confined", cacheDirectoryOf(unit)];
    case "sandboxed-and-native":
      return [treatment, sandboxesOf(index, given), cacheDirectoryOf(unit), ...(given.platform?.(index) ?? [])];
    case "shim":
      if (given.shim === undefined) throw new Error("a plan with shims needs their root files");
      return ["shim", ...given.shim(index)];
    case "sandboxed-macro":
      if (given.sandboxedMacro === undefined) throw new Error("a plan that compiles macros needs their modules' paths");
      return [treatment, ...given.sandboxedMacro(index)];
    case "stub":
    case "noop":
      return [treatment];
    case "sandboxed":
      return [treatment, sandboxesOf(index, given), ...(given.platform?.(index) ?? [])];
  }
}

function sandboxesOf(index: number, given: ActionArguments): string {
  const sandboxes = given.sandboxes?.(index) ?? [];
  if (sandboxes.length === 0) throw new Error(`a plan that compiles unit ${index} for a sandbox needs to say for which`);
  return sandboxes.join(",");
}

/** Folder of the crate below the cache directory. */
export function cacheDirectoryOf(unit: Unit): string {
  return isBuildScript(unit) ? `${unit.package.name.replaceAll("-", "_")}_build_script` : crateNameOf(unit);
}
