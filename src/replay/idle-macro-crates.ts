import { type MacroCrate, type UnitGraph, unitSignature } from "#cargo";

/**
 * The macro crates that a build makes for their own sake, as members of the workspace. Nothing in the build depends
 * on them, so no rustc loads them; an emit that only checks does not meet them.
 */
export function idleMacroCrates(graph: UnitGraph, crates: readonly MacroCrate[]): Set<MacroCrate> {
  const signatures = graph.units.map(unitSignature);
  const used = new Set(graph.units.flatMap(({ dependencies }) => dependencies.map((each) => signatures[each])));
  return new Set(crates.filter(({ unit }) => !used.has(signatures[unit])));
}
