import type { SandboxKind } from "#format";
import type { MacroCrate } from "./macro-crates.ts";
import { isBuildScript, isProcMacro, type UnitGraph } from "./unit-graph.ts";
import { unitSignature } from "./unit-signature.ts";

/**
 * The sandboxes that each unit is compiled for: those of the macro crates that it is linked into. Units that cannot be
 * told apart are compiled for the same ones, and so is what each of them needs.
 */
export function sandboxesOfUnits(graph: UnitGraph, crates: readonly MacroCrate[], kindOf: (crate: MacroCrate) => SandboxKind): (unit: number) => readonly SandboxKind[] {
  const signatures = graph.units.map(unitSignature);
  const alike = Map.groupBy(signatures.keys(), (index) => signatures[index] ?? "");
  const bySignature = new Map<string, Set<SandboxKind>>();
  for (const crate of crates) {
    const kind = kindOf(crate);
    const seen = new Set<number>();
    const pending = [crate.unit];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      const unit = graph.units[index];
      if (unit === undefined || seen.has(index) || isBuildScript(unit)) continue;
      // A macro crate that another one uses runs in a sandbox of its own.
      if (isProcMacro(unit) && unit.mode === "build" && signatures[index] !== signatures[crate.unit]) continue;
      seen.add(index);
      const signature = signatures[index] ?? "";
      bySignature.set(signature, (bySignature.get(signature) ?? new Set()).add(kind));
      pending.push(...unit.dependencies, ...(alike.get(signature) ?? []));
    }
  }
  return (unit) => [...(bySignature.get(signatures[unit] ?? "") ?? [])].sort();
}
