import { readFile } from "node:fs/promises";
import path from "node:path";
import { SilcrowError } from "#diagnostics";
import type { ImplementationPackage } from "#format";
import { parseCargoArguments, projectOptions, featureOptions } from "./cargo-arguments.ts";
import { type LockedPackage, parseCargoLock } from "./cargo-lock.ts";
import { lockedChecksum } from "./packages.ts";
import { parsePackageId } from "./package-id.ts";
import { readPathPackage } from "./path-package.ts";
import { captureCargo } from "./run-cargo.ts";
import { isProcMacro, type UnitGraph } from "./unit-graph.ts";

/** A library that cargo does not build, because it is for the sandbox's platform and not for this machine's. */
export interface PlatformLibrary {
  readonly package: ImplementationPackage;
  readonly crateName: string;
  /** The crate root, absolute. */
  readonly root: string;
  readonly edition: string;
  readonly dependencies: readonly PlatformDependency[];
}

export interface PlatformDependency {
  /** By which its user knows it. */
  readonly name: string;
  readonly library: PlatformLibrary;
}

/** By package id: what packages that macro crates are built from need in the sandbox besides what the graph says. */
export type PlatformDependencies = ReadonlyMap<string, readonly PlatformDependency[]>;

export interface PlatformDependenciesRequest {
  readonly cargo: string;
  readonly rustc: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly lockFile: string;
}

/** cargo knows the sandbox's target by the name of the one that it is made from. */
const platform = "wasm32-wasip1";

/**
 * Macro crates are built for this machine, as cargo sees it, so that its graph lacks what their packages depend on
 * below `[target.'cfg(target_os = "wasi")']`. cargo is asked for that only where Cargo.lock has dependencies that
 * the graph has not. May download packages. Throws SC0401. What needs a build script is left out.
 */
export async function platformDependencies(graph: UnitGraph, request: PlatformDependenciesRequest): Promise<PlatformDependencies> {
  const locked = parseCargoLock(await readFile(request.lockFile, "utf8").catch(() => ""));
  const known = dependenciesInMacros(graph);
  const candidates = [...known].filter(([id, own]) => {
    const { name, version } = parsePackageId(id) ?? {};
    const names = new Set([...own].map((each) => parsePackageId(each)?.name));
    return locked.some((each) => each.name === name && each.version === version && each.dependencies.some((dependency) => !names.has(dependency)));
  });
  if (candidates.length === 0) return new Map();
  const { packages, nodes } = await askCargo(request);
  const library = async (id: string): Promise<PlatformLibrary | undefined> => {
    const found = packages.get(id);
    const target = found?.targets.find(({ kind }) => kind.some((each) => each === "lib" || each === "rlib"));
    if (found === undefined || target === undefined || found.targets.some(({ kind }) => kind.includes("custom-build"))) return undefined;
    const needed = (nodes.get(id)?.deps ?? []).filter(isNormal);
    const dependencies = await Promise.all(needed.map(async ({ name, pkg }) => ({ name, library: await library(pkg) })));
    if (!dependencies.every((each): each is PlatformDependency => each.library !== undefined)) return undefined;
    const features = nodes.get(id)?.features ?? [];
    const own = { name: found.name, version: found.version, source: found.source, checksum: await checksumOf(found, target.src_path, locked), features };
    return { package: own, crateName: target.name.replaceAll("-", "_"), root: target.src_path, edition: target.edition, dependencies };
  };
  const found = await Promise.all(
    candidates.map(async ([id, own]) => {
      const missing = (nodes.get(id)?.deps ?? []).filter((each) => isForPlatform(each) && !own.has(each.pkg));
      const libraries = await Promise.all(missing.map(async ({ name, pkg }) => ({ name, library: await library(pkg) })));
      return [id, libraries.filter((each): each is PlatformDependency => each.library !== undefined)] as const;
    }),
  );
  return new Map(found.filter(([, libraries]) => libraries.length > 0));
}

/** By id of each package that macro crates are built from: ids of the packages that its units depend on. */
function dependenciesInMacros(graph: UnitGraph): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const seen = new Set<number>();
  const pending = [...graph.units.keys()].filter((index) => graph.units[index] !== undefined && isProcMacro(graph.units[index]));
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const unit = graph.units[index];
    if (unit === undefined || seen.has(index)) continue;
    seen.add(index);
    pending.push(...unit.dependencies);
    const own = found.get(unit.packageId) ?? new Set();
    for (const each of unit.dependencies) own.add(graph.units[each]?.packageId ?? "");
    found.set(unit.packageId, own);
  }
  return found;
}

interface MetadataPackage {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly source: string | null;
  readonly manifest_path: string;
  readonly targets: readonly { readonly kind: readonly string[]; readonly name: string; readonly src_path: string; readonly edition: string }[];
}

interface MetadataDependency {
  readonly name: string;
  readonly pkg: string;
  readonly dep_kinds: readonly { readonly kind: string | null; readonly target: string | null }[];
}

interface MetadataNode {
  readonly id: string;
  readonly deps: readonly MetadataDependency[];
  readonly features: readonly string[];
}

const isNormal = ({ dep_kinds }: MetadataDependency): boolean => dep_kinds.some(({ kind }) => kind === null);
const isForPlatform = ({ dep_kinds }: MetadataDependency): boolean => dep_kinds.some(({ kind, target }) => kind === null && target !== null);

async function askCargo({ cargo, rustc, args, cwd, env }: PlatformDependenciesRequest): Promise<{ packages: Map<string, MetadataPackage>; nodes: Map<string, MetadataNode> }> {
  const { own } = parseCargoArguments(args);
  const call = ["metadata", "--format-version", "1", "--filter-platform", platform, ...projectOptions(own), ...featureOptions(own)];
  const result = await captureCargo({ cargo, args: call, cwd, env: { ...env, RUSTC: rustc } });
  if (result.status !== 0) {
    throw new SilcrowError("SC0401", "cargo cannot say what macro crates need in the sandbox", { notes: [result.stderr.trim()] });
  }
  const json = JSON.parse(result.stdout) as { packages: MetadataPackage[]; resolve: { nodes: MetadataNode[] } };
  return { packages: new Map(json.packages.map((each) => [each.id, each])), nodes: new Map(json.resolve.nodes.map((each) => [each.id, each])) };
}

async function checksumOf({ name, version, source, manifest_path }: MetadataPackage, root: string, locked: readonly LockedPackage[]): Promise<string | null> {
  if (source === null) return (await readPathPackage(path.dirname(manifest_path), [root])).checksum;
  return lockedChecksum(locked, name, version, source);
}
