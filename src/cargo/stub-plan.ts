import { closureOver } from "./close-over-units.ts";
import { isBuildScript, isProcMacro, type UnitGraph } from "./unit-graph.ts";
import { unitSignature } from "./unit-signature.ts";

/**
 * What becomes of a unit (docs/contracts.md §6): `ordinary` is compiled as it is, `expand` as well,
 * but macros may be used in it, of an `expand-only` nobody needs more than its expansion, `confined` is a build script
 * that runs in a sandbox; the others are the plan file's actions.
 */
export type Treatment =
  | "ordinary"
  | "expand"
  | "expand-only"
  | "confined"
  | "shim"
  | "stub"
  | "noop"
  | "sandboxed"
  | "sandboxed-and-native"
  | "sandboxed-macro";

/**
 * Decides for each unit of a graph. A unit is compiled natively if the roots need it other than
 * through a macro crate, or if its signature cannot be told from that of one that is; macro
 * crates become shims; whatever is left is stubbed at replay and compiled for the sandbox at emit.
 * A workspace's own macro crates are ordinary where they are checked, tested or documented.
 */
export function stubPlan(graph: UnitGraph, mode: "replay" | "emit"): Treatment[] {
  const signatures = graph.units.map(unitSignature);
  const close = closureOver(graph);
  const unitAt = (index: number) => graph.units[index] as UnitGraph["units"][number];

  const documented = new Set(graph.roots.filter((root) => unitAt(root).mode === "doc").map((root) => signatures[root]));
  const isMacro = (index: number): boolean => {
    const unit = unitAt(index);
    if (!isProcMacro(unit)) return false;
    return unit.mode === "build" || (unit.mode === "doc" && !documented.has(signatures[index]));
  };

  // At emit, build scripts of what is compiled for the sandbox run as in any build, for their `cfg`s.
  const scripts = mode === "emit" ? [...graph.units.keys()].filter((index) => isBuildScript(unitAt(index))) : [];
  const native = close([...graph.roots, ...scripts], (index) => !isMacro(index));
  const reachedMacros = new Set(
    [...graph.roots, ...[...native].flatMap((index) => unitAt(index).dependencies)]
      .filter(isMacro)
      .map((index) => signatures[index]),
  );
  const sandboxed =
    mode === "emit"
      ? close([...graph.units.keys()].filter((index) => isMacro(index) && unitAt(index).mode === "build"), (index) => !isBuildScript(unitAt(index)))
      : new Set<number>();
  const expanding = unitsThatReach(graph, isMacro);

  return graph.units.map((unit, index): Treatment => {
    if (isMacro(index)) {
      if (mode === "emit") return unit.mode === "build" ? "sandboxed-macro" : "stub";
      return reachedMacros.has(signatures[index]) ? "shim" : "stub";
    }
    if (native.has(index)) {
      if (sandboxed.has(index) && unit.mode === "build") return "sandboxed-and-native";
      return expanding.has(index) ? "expand" : "ordinary";
    }
    if (sandboxed.has(index) && unit.mode === "build") return "sandboxed";
    return isBuildScript(unit) ? "noop" : "stub";
  });
}

/** The units that may use macros: those that depend on a macro crate, at any distance. */
export function unitsThatMayExpand(graph: UnitGraph): Set<number> {
  return unitsThatReach(graph, (index) => {
    const unit = graph.units[index];
    return unit !== undefined && isProcMacro(unit) && unit.mode === "build";
  });
}

/** The units that depend on one of the given ones, at any distance. */
function unitsThatReach(graph: UnitGraph, isGoal: (index: number) => boolean): Set<number> {
  const dependents = new Map<number, number[]>();
  graph.units.forEach((unit, index) => {
    for (const dependency of unit.dependencies) {
      const list = dependents.get(dependency);
      if (list === undefined) dependents.set(dependency, [index]);
      else list.push(index);
    }
  });
  const found = new Set<number>();
  const pending = [...graph.units.keys()].filter(isGoal);
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    for (const dependent of dependents.get(index) ?? []) {
      if (found.has(dependent)) continue;
      found.add(dependent);
      pending.push(dependent);
    }
  }
  return found;
}
