import { isAbsolute, relative, sep } from "node:path";
import { type ImplementationPackage, implementationHash, macroItemCrate } from "#format";
import type { PackageFacts } from "./packages.ts";
import type { PlatformDependencies, PlatformDependency } from "./platform-dependencies.ts";
import { crateNameOf, isProcMacro, type UnitGraph } from "./unit-graph.ts";
import type { Workspace } from "./workspace.ts";

/** A macro crate that a build needs, with everything that identifies it. */
export interface MacroCrate {
  /** Index of its unit in the graph. */
  readonly unit: number;
  readonly crateName: string;
  readonly package: ImplementationPackage;
  readonly edition: string;
  /** The crate root, absolute. */
  readonly root: string;
  readonly manifestDirectory: string;
  /** The crate part of `macro_item`. */
  readonly item: string;
  /** `macro_hash`. */
  readonly hash: string;
  /** Its own files, absolute, when it is a path package; otherwise empty. */
  readonly sources: readonly string[];
  /** What it is built from, besides its own package. */
  readonly dependencies: readonly ImplementationPackage[];
  /** Indices of the units that its build needs, build scripts included. */
  readonly closure: readonly number[];
}

/**
 * The macro crates that a graph builds (or documents in passing), one for each unit. What they are built from in the
 * sandbox alone counts where that is given: `matchMacroCrate` does without.
 */
export function macroCrates(graph: UnitGraph, facts: ReadonlyMap<string, PackageFacts>, platform: PlatformDependencies = new Map()): MacroCrate[] {
  return graph.units.flatMap((unit, index): MacroCrate[] => {
    if (!isProcMacro(unit) || (unit.mode !== "build" && unit.mode !== "doc")) return [];
    const own = implementationPackage(graph, index, facts);
    const closure = dependencyClosure(graph, index);
    const others = closure.filter((each) => graph.units[each]?.packageId !== unit.packageId);
    const inSandbox = [index, ...closure].flatMap((each) => platform.get(graph.units[each]?.packageId ?? "") ?? []);
    const dependencies = distinct([...others.map((each) => implementationPackage(graph, each, facts)), ...packagesOf(inSandbox)]);
    const crateName = crateNameOf(unit);
    return [
      {
        unit: index,
        crateName,
        package: own,
        edition: unit.target.edition,
        root: unit.target.root,
        manifestDirectory: facts.get(unit.packageId)?.manifestDirectory ?? "",
        item: macroItemCrate({ crateName, packageName: own.name, source: own.source, version: own.version }),
        hash: implementationHash(own, dependencies),
        sources: facts.get(unit.packageId)?.files ?? [],
        dependencies,
        closure,
      },
    ];
  });
}

/** Whether it is a path package in a folder of the workspace. */
export function isOfWorkspace({ package: { source }, manifestDirectory }: MacroCrate, { root }: Pick<Workspace, "root">): boolean {
  const below = relative(root, manifestDirectory);
  return source === null && manifestDirectory !== "" && !isAbsolute(below) && below.split(sep)[0] !== "..";
}

function implementationPackage(graph: UnitGraph, index: number, facts: ReadonlyMap<string, PackageFacts>): ImplementationPackage {
  const unit = graph.units[index] as UnitGraph["units"][number];
  const { name, version, source } = unit.package;
  return { name, version, source, checksum: facts.get(unit.packageId)?.checksum ?? null, features: [...unit.features].sort() };
}

/** What a unit is built from. Documentation units stand beside what they document and implement nothing. */
export function dependencyClosure(graph: UnitGraph, start: number): number[] {
  const found = new Set<number>();
  const pending = [...(graph.units[start]?.dependencies ?? [])];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (found.has(index) || graph.units[index]?.mode === "doc") continue;
    found.add(index);
    pending.push(...(graph.units[index]?.dependencies ?? []));
  }
  return [...found].sort((a, b) => a - b);
}

function packagesOf(dependencies: readonly PlatformDependency[]): ImplementationPackage[] {
  return dependencies.flatMap(({ library }) => [library.package, ...packagesOf(library.dependencies)]);
}

function distinct(list: readonly ImplementationPackage[]): ImplementationPackage[] {
  const byText = new Map(list.map((each) => [JSON.stringify([each.name, each.version, each.source, each.checksum, each.features]), each]));
  return [...byText.keys()].sort().map((text) => byText.get(text) as ImplementationPackage);
}
