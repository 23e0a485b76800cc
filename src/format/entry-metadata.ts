import type { MacroKind } from "../sandbox/types.ts";

/** The first section of an entry: docs/format.md §2 says what each key means, cache-schema/ has its schema. */
export interface EntryMetadata {
  readonly rust_macro_cache_version: 1;
  readonly macro_kind: MacroKind;
  readonly macro_item: string;
  readonly macro_hash: string;
  readonly expand_crate: string;
  readonly expand_module: string;
  readonly expand_linenum: number;
  readonly "macro-frag-spec": string;
  readonly targets: Targets;
  readonly hash: string;
  readonly macro_package?: string | undefined;
  readonly source_file?: string | undefined;
  readonly scopes?: Readonly<Record<string, ScopeExplanation>> | undefined;
  readonly depends?: Depends | undefined;
  readonly virtual_paths?: readonly string[] | undefined;
  readonly parsed?: readonly string[] | undefined;
  readonly alone?: string | undefined;
  readonly spans?: string | undefined;
  readonly checksum: string;
}

export type Targets = "*" | readonly string[];

export type ScopeExplanation = "mixed_site" | { readonly input: string };

/** What a macro observed beside tokens, as hashes of the values; null is a variable that was unset. */
export interface Depends {
  readonly env?: Readonly<Record<string, string | null>> | undefined;
  readonly position?: string | undefined;
  readonly span_debug?: string | undefined;
  readonly source_text?: string | undefined;
  readonly cwd?: string | undefined;
  /** By virtual path: the hash of a file's content, "directory", or null for what was not there. */
  readonly files?: Readonly<Record<string, string | null>> | undefined;
  /** By virtual path: the hash of a folder's listing. */
  readonly directories?: Readonly<Record<string, string>> | undefined;
  /** By virtual path: where a symbolic link leads. */
  readonly links?: Readonly<Record<string, string>> | undefined;
  /** Hash over the invocations of the macro crate that came before it, where the crate keeps state. */
  readonly state?: string | undefined;
}

/** The largest `rust_macro_cache_version` that this program reads, and the one that it writes. */
export const cacheVersion = 1;

/** Bytes of an expansion in its file; more are refused. */
export const largestExpansion = 64 * 2 ** 20;

/** A macro returned more than an entry can hold. */
export class ExpansionTooLarge extends Error {
  override readonly name = "ExpansionTooLarge";
}

/** The keys in the order in which an entry has them. */
export const metadataKeys: readonly (keyof EntryMetadata)[] = [
  "rust_macro_cache_version",
  "macro_kind",
  "macro_item",
  "macro_hash",
  "expand_crate",
  "expand_module",
  "expand_linenum",
  "macro-frag-spec",
  "targets",
  "hash",
  "macro_package",
  "source_file",
  "scopes",
  "depends",
  "virtual_paths",
  "parsed",
  "alone",
  "spans",
  "checksum",
];

/** Whether an entry with these `targets` is for a target triple. `*` matches any run of characters. */
export function matchesTarget(targets: Targets, triple: string): boolean {
  if (targets === "*") return true;
  return targets.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[^\w]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(triple);
  });
}
