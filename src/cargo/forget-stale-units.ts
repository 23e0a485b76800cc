import { type BigIntStats, readdirSync, readFileSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { pathState } from "./path-state.ts";
import { actionsBySignature, type Plan, stampOf } from "./print-plan.ts";
import type { UnitGraph } from "./unit-graph.ts";
import { parseUnitRecord, type UnitRecord } from "./unit-record.ts";
import { unitSignature } from "./unit-signature.ts";
import { variableState } from "./variable-state.ts";

/** What the units of a build are to become. */
export interface UnitsAhead {
  readonly unitsDirectory: string;
  /** Signature to action of the plan that is about to be carried out. */
  readonly actions: ReadonlyMap<string, string>;
  /** Signatures of all units of the graph, also of those that the plan does not name. */
  readonly signatures: ReadonlySet<string>;
  readonly stamp: string;
}

export interface StaleUnitsRequest extends UnitsAhead {
  readonly cacheDirectory: string;
  readonly env: NodeJS.ProcessEnv;
}

export function unitsAhead(plan: Plan, graph: UnitGraph): UnitsAhead {
  return {
    unitsDirectory: plan.unitsDirectory,
    actions: actionsBySignature(plan),
    signatures: new Set(graph.units.map(unitSignature)),
    stamp: stampOf(plan),
  };
}

/**
 * Removes the outputs of units that cargo would take for fresh although they are not: made under
 * another plan, or from entries that have changed. cargo compiles a unit whose output is missing.
 * Returns the signatures concerned.
 */
export async function forgetStaleUnits(request: StaleUnitsRequest): Promise<string[]> {
  const stale: string[] = [];
  for (const { file, record } of readUnitRecords(request.unitsDirectory)) {
    if (!request.signatures.has(record.signature) || !(await isStale(record, request))) continue;
    await Promise.all(record.outputs.map((output) => rm(output, { force: true })));
    await rm(file, { force: true });
    stale.push(record.signature);
  }
  return stale;
}

/** All records of a target directory, with the files they are in. */
export function readUnitRecords(unitsDirectory: string): { file: string; record: UnitRecord }[] {
  return namesIn(unitsDirectory).flatMap((name) => {
    const file = path.join(unitsDirectory, name);
    const record = readRecord(file);
    return record === undefined ? [] : [{ file, record }];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readRecord(file: string): UnitRecord | undefined {
  try {
    return parseUnitRecord(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

async function isStale(record: UnitRecord, { actions, stamp, cacheDirectory, env }: StaleUnitsRequest): Promise<boolean> {
  const action = actions.get(record.signature) ?? "ordinary";
  const compiled = isCompiled(record.action);
  // What was really compiled may stand where now less would do.
  const isLess = action === "stub" || action.startsWith("expand-only\t");
  if (!(compiled && isLess) && !(compiled && isCompiled(action)) && action !== record.action) return true;
  if (!compiled && record.stamp !== stamp) return true;
  if (record.cacheDirectory !== undefined && record.cacheDirectory !== cacheDirectory) return true;
  if (record.variables.some(({ name, state }) => variableState(env[name]) !== state)) return true;
  if (record.outputs.some((output) => stateOf(output) === undefined)) return true;
  const isChanged = ({ path, modified, size }: UnitRecord["entries"][number]): boolean => {
    const now = stateOf(path);
    return now === undefined || now.mtimeNs !== modified || now.size !== size;
  };
  if (record.entries.some(isChanged)) return true;
  const states = await Promise.all(record.paths.map(async ({ path, state }) => (await pathState(path)) === state));
  return states.includes(false);
}

/** At once, not through promises: there may be thousands, and each promise takes many times as long as the answer. */
function stateOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isCompiled(action: string): boolean {
  return action === "ordinary" || action.startsWith("expand\t");
}
