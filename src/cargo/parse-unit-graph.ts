import { parsePackageId } from "./package-id.ts";
import type { Target, Unit, UnitGraph, UnitMode } from "./unit-graph.ts";

export type ParsedUnitGraph =
  | { readonly kind: "graph"; readonly graph: UnitGraph }
  | { readonly kind: "unreadable"; readonly problem: string };

/**
 * Reads what `cargo build --unit-graph` prints. `resolveRoot` turns a crate root's path into the
 * form of `Target.root`.
 */
export function parseUnitGraph(text: string, resolveRoot: (root: string) => string): ParsedUnitGraph {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { kind: "unreadable", problem: error instanceof Error ? error.message : String(error) };
  }
  try {
    const { version, units, roots } = record(json, "the graph");
    if (version !== 1) return { kind: "unreadable", problem: `its version is ${String(version)}; this silcrow knows version 1` };
    const graph = { units: list(units, "units").map((unit) => readUnit(unit, resolveRoot)), roots: indices(roots, "roots") };
    const known = (index: number): boolean => index < graph.units.length;
    if (!graph.roots.every(known) || !graph.units.every((unit) => unit.dependencies.every(known))) {
      return { kind: "unreadable", problem: "it refers to units that it does not have" };
    }
    return { kind: "graph", graph };
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    return { kind: "unreadable", problem: error.message };
  }
}

function readUnit(json: unknown, resolveRoot: (root: string) => string): Unit {
  const unit = record(json, "a unit");
  const packageId = text(unit["pkg_id"], "pkg_id");
  const parsed = parsePackageId(packageId);
  if (parsed === undefined) throw new Unexpected(`the package id ${packageId} has an unknown form`);
  const platform = unit["platform"];
  return {
    packageId,
    package: parsed,
    target: readTarget(unit["target"], resolveRoot),
    optLevel: text(record(unit["profile"], "profile")["opt_level"], "opt_level"),
    platform: platform === null || platform === undefined ? null : text(platform, "platform"),
    mode: modes[text(unit["mode"], "mode")] ?? "other",
    features: list(unit["features"], "features").map((feature) => text(feature, "a feature")),
    dependencies: indices(
      list(unit["dependencies"], "dependencies").map((dependency) => record(dependency, "a dependency")["index"]),
      "dependencies",
    ),
  };
}

function readTarget(json: unknown, resolveRoot: (root: string) => string): Target {
  const target = record(json, "target");
  return {
    kind: list(target["kind"], "kind").map((kind) => text(kind, "kind")),
    name: text(target["name"], "name"),
    root: resolveRoot(text(target["src_path"], "src_path")),
    edition: text(target["edition"], "edition"),
  };
}

const modes: Readonly<Record<string, UnitMode>> = {
  build: "build",
  check: "check",
  test: "test",
  bench: "test",
  doc: "doc",
  doctest: "doctest",
  "run-custom-build": "run-custom-build",
};

/** Leaves the readers; never seen outside this file. */
class Unexpected extends Error {}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Unexpected(`${what} is not an object`);
  return value as Record<string, unknown>;
}

function list(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw new Unexpected(`${what} is not an array`);
  return value;
}

function text(value: unknown, what: string): string {
  if (typeof value !== "string") throw new Unexpected(`${what} is not a string`);
  return value;
}

function indices(value: unknown, what: string): number[] {
  return list(value, what).map((index) => {
    if (!Number.isSafeInteger(index) || (index as number) < 0) throw new Unexpected(`${what} has an index that is not a number`);
    return index as number;
  });
}
