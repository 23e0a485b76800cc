import { crateNameOf, type Unit } from "./unit-graph.ts";

/**
 * What the wrapper can tell about a unit from rustc's arguments (docs/contracts.md §6): two units
 * with one signature get the same treatment.
 */
export function unitSignature(unit: Unit): string {
  return [
    unit.target.root,
    crateNameOf(unit),
    unit.mode,
    [...new Set(unit.features)].sort().join(","),
    // rustdoc is not told.
    unit.mode === "doc" ? "-" : unit.optLevel,
    unit.platform === null ? "host" : targetName(unit.platform),
  ].join("|");
}

/** A target file counts by its name. */
export function targetName(target: string): string {
  return target.endsWith(".json") ? target.slice(target.lastIndexOf("/") + 1, -".json".length) : target;
}
