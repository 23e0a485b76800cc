import path from "node:path";
import { stripControl } from "#diagnostics";
import type { BuildComparison, ComparedParts, CrateComparison, Difference } from "./build-comparison.ts";
import type { CompilerView } from "./compiler-view.ts";

/** The result for people. Ends in a line feed. */
export function renderComparison({ equal, exitCodes, folders, crates }: BuildComparison): string {
  if (crates.length === 0 && equal) return "equal: no crate uses procedural macros\n";
  const lines = crates.flatMap((crate) => [title(crate), ...crate.differences.flatMap((difference) => describe(difference, folders))]);
  if (exitCodes.ordinary !== exitCodes.replayed) {
    lines.push(`cargo ends with ${exitCodes.ordinary} in the ordinary build and with ${exitCodes.replayed} from the cache`);
  }
  const different = crates.filter(({ differences }) => differences.length > 0).length;
  const total = crates.reduce((sum, { compared }) => ({
    views: sum.views + compared.views,
    diagnostics: sum.diagnostics + compared.diagnostics,
    artefacts: sum.artefacts + compared.artefacts,
  }), { views: 0, diagnostics: 0, artefacts: 0 });
  const result = equal ? "equal" : different === 0 ? "different" : `different: ${count(different, "crate")} of ${crates.length}`;
  const failure = equal && exitCodes.ordinary !== 0 ? "; both builds fail alike" : "";
  lines.push(`${result} (${parts(total)})${failure}`);
  return stripControl(`${lines.join("\n")}\n`);
}

function title({ package: name, crate, compared, differences }: CrateComparison): string {
  return `${differences.length === 0 ? "equal    " : "DIFFERENT"} ${name}, crate ${crate} (${parts(compared)})`;
}

function parts({ views, diagnostics, artefacts }: ComparedParts): string {
  const all = [
    views > 0 ? count(views, "view") : undefined,
    diagnostics > 0 ? count(diagnostics, "message") : undefined,
    artefacts > 0 ? count(artefacts, "linked file") : undefined,
  ].filter((text) => text !== undefined);
  return all.length === 0 ? "nothing to compare" : all.join(", ");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function describe(difference: Difference, folders: BuildComparison["folders"]): string[] {
  const show = (title: string, ordinary: readonly string[], replayed: readonly string[]) => [
    `  ${title}`,
    ...ordinary.map((text) => `    ordinary: ${indent(text)}`),
    ...replayed.map((text) => `    replayed: ${indent(text)}`),
  ];
  const places = (file: string) => show("the whole files:", [path.join(folders.ordinary, file)], [path.join(folders.replayed, file)]).slice(1);
  switch (difference.kind) {
    case "view": {
      const { view, line, ordinary, replayed, file } = difference;
      const what = views[view];
      if (line === undefined) return [`  only one build has ${what}`, ...places(file)];
      return [...show(`${what} differs at ${view === "hygiene" ? "identifier" : "line"} ${line}`, [ordinary ?? "(ends before)"], [replayed ?? "(ends before)"]), ...places(file)];
    }
    case "diagnostics":
      return show("messages that only one build has", difference.onlyOrdinary, difference.onlyReplayed);
    case "artefact": {
      const { file, sizes, offset, sections } = difference;
      if (offset === undefined) return [`  only one build has ${file}`];
      const [first, ...others] = sections;
      const where = first === undefined ? "" : `, first in section ${first.name}`;
      const also = others.length === 0 ? "" : `; also in ${others.map(({ name }) => name).join(", ")}`;
      const size = sizes.ordinary === sizes.replayed ? "" : ` (${sizes.ordinary} and ${sizes.replayed} bytes)`;
      return [`  ${file} differs${size} from offset 0x${offset.toString(16)} on${where}${also}`, ...places(file)];
    }
  }
}

const views: Readonly<Record<CompilerView, string>> = {
  expanded: "the expanded source",
  hygiene: "the hygiene of the expanded source",
  hir: "the compiler's HIR",
  mir: "the compiler's MIR",
};

function indent(text: string): string {
  return text.trimEnd().replaceAll("\n", "\n      ");
}
