export type {
  ArtefactDifference,
  BuildComparison,
  ComparedParts,
  CrateComparison,
  DiagnosticsDifference,
  Difference,
  ViewDifference,
} from "./build-comparison.ts";
export { compareBuilds, type CompareRequest } from "./compare-builds.ts";
export type { CompilerView } from "./compiler-view.ts";
export { type ElfSection, elfSections } from "./elf-sections.ts";
export { normaliseArchive } from "./normalise-archive.ts";
export { normaliseHygiene } from "./normalise-hygiene.ts";
export { renderComparison } from "./render-comparison.ts";
