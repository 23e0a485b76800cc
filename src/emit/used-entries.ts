import { type Plan, readUnitRecords, type UnitGraph, unitsDirectory, unitSignature } from "#cargo";

/**
 * The entries in the cache that the units of the graph were compiled from, fresh ones included. It is certain
 * that there are no others when each unit that may use macros has left its record.
 */
export async function usedEntries(
  targetDirectory: string,
  graph: UnitGraph,
  plan: Plan,
  cacheDir: string,
): Promise<{ used: Set<string>; isCertain: boolean }> {
  const signatures = new Set(graph.units.map(unitSignature));
  const records = readUnitRecords(unitsDirectory(targetDirectory)).map(({ record }) => record);
  const recorded = new Set(records.map(({ signature }) => signature));
  const isCertain = plan.units.every(({ signature, action }) => !mayExpand.has(action[0]) || recorded.has(signature));
  const entries = records.filter(({ signature }) => signatures.has(signature) || isOfDocTests(signature)).flatMap((record) => record.entries);
  return { used: new Set(entries.map(({ path }) => path).filter((path) => isInside(cacheDir, path))), isCertain };
}

/** Only `cargo test` compiles doc tests, outside of its graph; their entries stay in use until it does so again. */
function isOfDocTests(signature: string): boolean {
  return signature.startsWith("doctests|");
}

const mayExpand: ReadonlySet<string> = new Set(["expand", "expand-only", "sandboxed-and-native"]);

/** Whether an absolute path lies below a folder. */
export function isInside(directory: string, path: string): boolean {
  return path.startsWith(`${directory}/`);
}
