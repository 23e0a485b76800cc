import { readFile } from "node:fs/promises";
import path from "node:path";
import type { NativeParts } from "#toolchain";
import type { BuildComparison, CrateComparison, Difference } from "./build-comparison.ts";
import type { CargoMessages, CrateName } from "./cargo-messages.ts";
import { compareArtefact } from "./compare-artefacts.ts";
import { compareDiagnostics } from "./compare-diagnostics.ts";
import { compareViews } from "./compare-views.ts";
import type { CompilerView } from "./compiler-view.ts";
import { crateOfCall, type RustcCall } from "./rustc-calls.ts";

/** What one of the two builds has left behind. */
export interface Build {
  readonly exitCode: number;
  /** Of the units of which rustc has printed views. */
  readonly calls: readonly RustcCall[];
  readonly messages: CargoMessages;
}

export interface Builds {
  readonly ordinary: Build;
  readonly replayed: Build;
  readonly folders: BuildComparison["folders"];
  /** The folder in which both were built. */
  readonly live: string;
  readonly views: readonly CompilerView[];
  /** Crate roots of which some unit is not compiled at replay. */
  readonly replacedRoots: ReadonlySet<string>;
  readonly parts: NativeParts;
}

/** Compares all that two builds of one project have left behind, by crate, sorted by name. */
export async function compareCrates({ ordinary, replayed, folders, live, views, replacedRoots, parts }: Builds): Promise<CrateComparison[]> {
  const crates = new Map<string, CrateName & { views: number; diagnostics: number; artefacts: number; differences: Difference[] }>();
  const crateOf = ({ package: name, crate }: CrateName) => {
    const key = `${name} ${crate}`;
    const known = crates.get(key) ?? { package: name, crate, views: 0, diagnostics: 0, artefacts: 0, differences: [] };
    crates.set(key, known);
    return known;
  };

  // One after the other: the texts of a large crate are hundreds of megabytes.
  for (const call of replayed.calls) {
    const { compared, difference } = await compareViews(call.unit, views, folders);
    const crate = crateOf(crateOfCall(call));
    crate.views += compared;
    if (difference !== undefined) crate.differences.push(difference);
  }

  const byCrate = ({ messages: { diagnostics } }: Build) => Map.groupBy(diagnostics, crateOf);
  const [saidOrdinarily, saidReplayed] = [byCrate(ordinary), byCrate(replayed)];
  for (const crate of new Set([...saidOrdinarily.keys(), ...saidReplayed.keys()])) {
    const messages = saidOrdinarily.get(crate) ?? [];
    const difference = compareDiagnostics(messages, saidReplayed.get(crate) ?? [], replacedRoots);
    crate.diagnostics += messages.length;
    if (difference !== undefined) crate.differences.push(difference);
  }

  const noop = await readFile(parts.noop);
  const seen = new Set<string>();
  for (const artefact of [...ordinary.messages.artefacts, ...replayed.messages.artefacts]) {
    for (const absolute of artefact.files) {
      const file = path.relative(live, absolute);
      if (seen.has(file)) continue;
      seen.add(file);
      const result = await compareArtefact(file, folders, noop);
      if (result === "notCompiled") continue;
      const crate = crateOf(artefact);
      crate.artefacts++;
      if (result !== "equal") crate.differences.push(result);
    }
  }
  return [...crates.values()]
    .map(({ package: name, crate, differences, ...compared }) => ({ package: name, crate, compared, differences }))
    .sort((a, b) => (`${a.package} ${a.crate}` < `${b.package} ${b.crate}` ? -1 : 1));
}
