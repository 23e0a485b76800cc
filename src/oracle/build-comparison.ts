import type { CompilerView } from "./compiler-view.ts";

/** What came out of building a project with ordinary cargo and from the macro cache. */
export interface BuildComparison {
  readonly equal: boolean;
  /** cargo's exit codes; two that differ are a difference of their own. */
  readonly exitCodes: { readonly ordinary: number; readonly replayed: number };
  /** Folders that hold what was built, for a closer look. Absolute. */
  readonly folders: { readonly ordinary: string; readonly replayed: string };
  /** Each crate of which something was compared, sorted by name. Empty when the project uses no macros. */
  readonly crates: readonly CrateComparison[];
}

export interface CrateComparison {
  /** Name and version. */
  readonly package: string;
  readonly crate: string;
  readonly compared: ComparedParts;
  readonly differences: readonly Difference[];
}

/** How many of each were compared. */
export interface ComparedParts {
  /** What rustc printed of units (a library and its tests are two): a text for each unit and view. */
  readonly views: number;
  /** Messages of the ordinary build. */
  readonly diagnostics: number;
  /** Executables, cdylibs and staticlibs. */
  readonly artefacts: number;
}

export type Difference = ViewDifference | DiagnosticsDifference | ArtefactDifference;

export interface ViewDifference {
  readonly kind: "view";
  /** The first that differs; those before it are the same. */
  readonly view: CompilerView;
  /** First line (with hygiene, identifier) that differs, from 1; undefined where one build has no such text. */
  readonly line: number | undefined;
  /** That line in each of the builds; undefined beyond the end. */
  readonly ordinary: string | undefined;
  readonly replayed: string | undefined;
  /** The whole texts, below the folders of the builds. */
  readonly file: string;
}

export interface DiagnosticsDifference {
  readonly kind: "diagnostics";
  /** As rustc renders them. Messages that look the same and differ in their JSON are followed by that. */
  readonly onlyOrdinary: readonly string[];
  readonly onlyReplayed: readonly string[];
}

export interface ArtefactDifference {
  readonly kind: "artefact";
  /** Path below the folders of the builds. */
  readonly file: string;
  /** Bytes; undefined where a build has no such file. */
  readonly sizes: { readonly ordinary: number | undefined; readonly replayed: number | undefined };
  /** Offset of the first byte that differs. */
  readonly offset: number | undefined;
  /** ELF sections whose content differs, in the order of the file; the first difference may lie between them. */
  readonly sections: readonly { readonly name: string; readonly offset: number }[];
}
