import { closureOver, isBuildScript, type MacroCrate, type Treatment, stubPlan, type UnitGraph, type UnitRecord, unitSignature, unitsThatMayExpand } from "#cargo";

export interface UnitsToPlan {
  readonly graph: UnitGraph;
  readonly macroCrates: readonly MacroCrate[];
  /** Whether a macro crate's module is at hand, so that it need not be compiled for the sandbox. */
  readonly isAtHand: (crate: MacroCrate) => boolean;
  /** Records of what an earlier emit made in this target directory, by signature. */
  readonly records: ReadonlyMap<string, UnitRecord>;
  /** The action that a macro crate would get if it were compiled for the sandbox, fields joined by tabs. */
  readonly sandboxedAction: (crate: MacroCrate) => string;
  /** The sandboxes that a library is compiled for. */
  readonly sandboxesOf: (unit: number) => readonly string[];
  /** Which build scripts run in a sandbox: those that only macro crates need, or all. */
  readonly confine?: "macros" | "all" | undefined;
  /** Whether only what expanding macros needs is compiled: the rest is checked when the project is built. */
  readonly onlyExpands: boolean;
}

/**
 * What becomes of each unit at emit. Macro crates whose modules are missing are compiled for the sandbox, with
 * all that they are built from; where the modules are at hand, replay's plan will do. A macro crate that was
 * compiled in this very target directory keeps that treatment, so that a second emit finds everything fresh.
 */
export function planUnits({ graph, macroCrates, isAtHand, records, sandboxedAction, sandboxesOf, confine, onlyExpands }: UnitsToPlan): Treatment[] {
  const signatures = graph.units.map(unitSignature);
  const mayExpand = unitsThatMayExpand(graph);
  const asked = onlyExpands ? { ...graph, roots: graph.roots.filter((root) => mayExpand.has(root)) } : graph;
  const atEmit = stubPlan(asked, "emit");
  const atReplay = stubPlan(asked, "replay");
  // Which build scripts only macro crates need is a question to the whole project.
  const inBuild = onlyExpands ? stubPlan(graph, "replay") : atReplay;
  const byUnit = new Map(macroCrates.map((crate) => [crate.unit, crate]));
  const actionOf = (unit: number): string => records.get(signatures[unit] ?? "")?.action ?? "";

  const isFresh = (unit: number): boolean => {
    const treatment = atEmit[unit];
    if (treatment === "sandboxed" || treatment === "sandboxed-and-native") {
      return actionOf(unit).split("\t").slice(0, 2).join() === [treatment, sandboxesOf(unit).join()].join();
    }
    const crate = byUnit.get(unit);
    return crate === undefined || treatment !== "sandboxed-macro" || actionOf(unit) === sandboxedAction(crate);
  };
  const pending = macroCrates
    .filter((crate) => !isAtHand(crate) || [crate.unit, ...crate.closure].every(isFresh))
    .map((crate) => crate.unit);

  const needed = closureOver(graph)(pending);
  const dependencies = new Set(graph.units.flatMap((unit) => unit.dependencies));
  return graph.units.map((unit, index) => {
    const treatment = (needed.has(index) ? atEmit[index] : atReplay[index]) as Treatment;
    const runs = isBuildScript(unit) && unit.mode === "build" && (treatment === "ordinary" || treatment === "expand");
    const isConfined = confine === "all" || (confine === "macros" && inBuild[index] === "noop");
    if (runs && isConfined) return "confined";
    return onlyExpands && treatment === "expand" && unit.mode === "check" && !dependencies.has(index) ? "expand-only" : treatment;
  });
}
