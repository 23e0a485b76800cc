import type { UnitGraph } from "./unit-graph.ts";
import { unitSignature } from "./unit-signature.ts";

/** Closes a set of units over what they depend on and over units that cannot be told apart from them. */
export type CloseOverUnits = (start: Iterable<number>, enter?: (unit: number) => boolean) => Set<number>;

/** For the units of a graph; `enter` says of each unit that is come to whether it belongs to the set, and with it what it depends on. */
export function closureOver(graph: UnitGraph): CloseOverUnits {
  const signatures = graph.units.map(unitSignature);
  const alike = Map.groupBy(signatures.keys(), (unit) => signatures[unit] ?? "");
  return (start, enter = () => true) => {
    const found = new Set<number>();
    const pending = [...start];
    for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) {
      if (found.has(unit) || !enter(unit)) continue;
      found.add(unit);
      pending.push(...(graph.units[unit]?.dependencies ?? []), ...(alike.get(signatures[unit] ?? "") ?? []));
    }
    return found;
  };
}
