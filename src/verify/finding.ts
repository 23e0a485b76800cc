/** Something that is not as emit would have it. */
export interface Finding {
  readonly kind: FindingKind;
  /**
   * A note is about what people read alone: builds from the cache are the same, and emit leaves it as it is.
   * It counts with `strict` only.
   */
  readonly severity: "error" | "note";
  /** Below the cache directory, with `/`; for an invocation that failed and has no entry, the crate's folder. */
  readonly file: string;
  /** `shout_0123456789ab::shout`, where it is known. */
  readonly macro?: string | undefined;
  /** What differs between the entry and what the macro gives. */
  readonly parts: readonly EntryPart[];
  /** One line for people. It may quote what macros and files say. */
  readonly detail: string;
  /** The file that emit writes, where it is another one. */
  readonly expectedFile?: string | undefined;
}

export const findingKinds = [
  /** It is not what the macro gives, or its checksum is another. */
  "edited",
  /** The macro, or something that it observed, has changed since. */
  "stale",
  /** The macro gave an expansion, and the cache has none. */
  "missing",
  /** Nothing uses the entry. */
  "extra",
  /** It is the right entry in the wrong place. */
  "moved",
  /** It cannot be read. */
  "damaged",
  /** macros.json does not say what the macro crates are. */
  "macros",
  /** The macro gave no expansion this time. */
  "failed",
  /** The expansion depends on random numbers. */
  "nondeterministic",
  /** The code is right, its description is not. */
  "outdated",
] as const;

export type FindingKind = (typeof findingKinds)[number];

export type EntryPart =
  | "checksum"
  | "expansion"
  | "span map"
  | "scopes"
  | "depends"
  | "metadata"
  | "invocation"
  /** Where the invocation stands: module, source file, kind of fragment. */
  | "place"
  /** White space and line breaks of the expansion. */
  | "layout";
