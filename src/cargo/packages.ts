import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parseCargoLock, type LockedPackage } from "./cargo-lock.ts";
import { dependencyClosure } from "./macro-crates.ts";
import { readPathPackage } from "./path-package.ts";
import { isProcMacro, type UnitGraph } from "./unit-graph.ts";

/** Facts about a package of the graph that its units do not tell. */
export interface PackageFacts {
  readonly name: string;
  readonly version: string;
  /** cargo's source id without the precise revision; null for a path package. */
  readonly source: string | null;
  /**
   * Cargo.lock's for a registry, the revision for git, a hash of the content for a path package; null for one of
   * these that no macro crate is built from, since a workspace may be large.
   */
  readonly checksum: string | null;
  readonly manifestDirectory: string;
  /** Absolute paths of what the checksum of a path package covers; empty for others. */
  readonly files: readonly string[];
}

/** Facts by package id, for the packages of a graph. Reads Cargo.lock and path packages, writes nothing. */
export async function packages(graph: UnitGraph, lockFile: string): Promise<Map<string, PackageFacts>> {
  const locked = parseCargoLock(await readFile(lockFile, "utf8").catch(() => ""));
  const ofMacros = graph.units.flatMap((unit, index) => (isProcMacro(unit) ? [index, ...dependencyClosure(graph, index)] : []));
  const implementing = new Set(ofMacros.map((index) => graph.units[index]?.packageId));
  const roots = Map.groupBy(graph.units, (unit) => unit.packageId);
  const entries = [...roots].map(async ([id, units]): Promise<[string, PackageFacts]> => {
    const unit = units[0] as (typeof units)[number];
    const { name, version, source, directory } = unit.package;
    const manifestDirectory = directory ?? (await findManifestDirectory(unit.target.root));
    if (source === null) {
      if (!implementing.has(id)) return [id, { name, version, source, checksum: null, manifestDirectory, files: [] }];
      const outside = units.map((each) => each.target.root);
      const { checksum, files } = await readPathPackage(manifestDirectory, outside);
      return [id, { name, version, source, checksum, manifestDirectory, files }];
    }
    return [id, { name, version, source, checksum: lockedChecksum(locked, name, version, source), manifestDirectory, files: [] }];
  });
  return new Map(await Promise.all(entries));
}

/** Cargo.lock's checksum of a package, or the revision of a git one. */
export function lockedChecksum(locked: readonly LockedPackage[], name: string, version: string, source: string): string | null {
  const candidates = locked.filter((each) => each.name === name && each.version === version && each.source !== null);
  const found = candidates.find((each) => each.source?.replace(/#.*$/s, "") === source) ?? candidates[0];
  return found?.checksum ?? found?.source?.match(/#(.+)$/s)?.[1] ?? null;
}

/** The nearest folder above a crate root that has a Cargo.toml. */
async function findManifestDirectory(root: string): Promise<string> {
  let directory = path.dirname(root);
  for (;;) {
    const manifest = await stat(path.join(directory, "Cargo.toml")).catch(() => undefined);
    if (manifest !== undefined) return directory;
    const parent = path.dirname(directory);
    if (parent === directory) return path.dirname(root);
    directory = parent;
  }
}
