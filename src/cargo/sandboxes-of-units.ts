import type { SandboxKind } from "#format";
import { closureOver } from "./close-over-units.ts";
import type { MacroCrate } from "./macro-crates.ts";
import { isBuildScript, isProcMacro, type UnitGraph } from "./unit-graph.ts";
import { unitSignature } from "./unit-signature.ts";

/**
 * The sandboxes that each unit is compiled for: those of the macro crates that it is linked into. Units that cannot be
 * told apart are compiled for the same ones, and so is what each of them needs.
 */
export function sandboxesOfUnits(graph: UnitGraph, crates: readonly MacroCrate[], kindOf: (crate: MacroCrate) => SandboxKind): (unit: number) => readonly SandboxKind[] {
  const signatures = graph.units.map(unitSignature);
  const close = closureOver(graph);
  const bySignature = new Map<string, Set<SandboxKind>>();
  for (const crate of crates) {
    const isPart = (index: number): boolean => {
      const unit = graph.units[index];
      if (unit === undefined || isBuildScript(unit)) return false;
      // A macro crate that another one uses runs in a sandbox of its own.
      return !isProcMacro(unit) || unit.mode !== "build" || signatures[index] === signatures[crate.unit];
    };
    for (const index of close([crate.unit], isPart)) {
      const signature = signatures[index] ?? "";
      bySignature.set(signature, (bySignature.get(signature) ?? new Set()).add(kindOf(crate)));
    }
  }
  return (unit) => [...(bySignature.get(signatures[unit] ?? "") ?? [])].sort();
}
