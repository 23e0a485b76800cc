import { isBuildScript, isProcMacro, crateNameOf, type Unit, type UnitGraph } from "./unit-graph.ts";
import { unitSignature } from "./unit-signature.ts";
import type { PlannedUnit } from "./print-plan.ts";
import type { Treatment } from "./stub-plan.ts";

/** The arguments of the actions that need more than the graph. Indices are those of units. */
export interface ActionArguments {
  /** Root file of the shim, a hash of its content, and the files to list beside it. */
  readonly shim?: (unit: number) => readonly [root: string, hash: string, ...sources: string[]];
  /** What is given to the sandbox's compiler besides what cargo names, `name=path` each. */
  readonly platform?: (unit: number) => readonly string[];
  /** Unit id for the host, path of the module, and the same as in `platform`. */
  readonly wasmMacro?: (unit: number) => readonly [unitId: string, output: string, ...externs: string[]];
}

/** The plan's unit lines for a graph whose treatments are known, in the graph's order. */
export function plannedUnits(graph: UnitGraph, treatments: readonly Treatment[], given: ActionArguments): PlannedUnit[] {
  const ranked = graph.units.flatMap((unit, index) => {
    // Not seen by the wrapper: cargo runs build scripts itself, and doctests are recognised by their arguments.
    if (unit.mode === "run-custom-build" || unit.mode === "doctest") return [];
    const action = actionOf(unit, index, treatments[index] as Treatment, given);
    return action === undefined ? [] : [{ signature: unitSignature(unit), action }];
  });
  // Where units share a signature, the one that may expand macros decides.
  return ranked.sort((a, b) => Number(a.action[0] === "ordinary") - Number(b.action[0] === "ordinary"));
}

function actionOf(unit: Unit, index: number, treatment: Treatment, given: ActionArguments): PlannedUnit["action"] | undefined {
  switch (treatment) {
    case "ordinary":
      // Named so that the wrapper knows the roots of macro crates, whose builds it must find here.
      return isProcMacro(unit) ? ["ordinary"] : undefined;
    case "expand":
      return ["expand", cacheDirectoryOf(unit)];
    case "confined":
      return ["confined", cacheDirectoryOf(unit)];
    case "wasm-and-native":
      return ["wasm-and-native", cacheDirectoryOf(unit), ...(given.platform?.(index) ?? [])];
    case "shim":
      if (given.shim === undefined) throw new Error("a plan with shims needs their root files");
      return ["shim", ...given.shim(index)];
    case "wasm-macro":
      if (given.wasmMacro === undefined) throw new Error("a plan that compiles macros needs their modules' paths");
      return ["wasm-macro", ...given.wasmMacro(index)];
    case "stub":
    case "noop":
      return [treatment];
    case "wasm":
      return ["wasm", ...(given.platform?.(index) ?? [])];
  }
}

/** Folder of the crate below the cache directory. */
export function cacheDirectoryOf(unit: Unit): string {
  return isBuildScript(unit) ? `${unit.package.name.replaceAll("-", "_")}_build_script` : crateNameOf(unit);
}
