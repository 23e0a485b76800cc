// Made from cache-schema/entry.schema.json; UPDATE_GOLDEN=1 writes it again.

/**
 * The mixed site, or the place in the source that a token of the input came from.
 */
export type ScopeExplanation =
  | "mixed_site"
  | {
      /**
       * Such as `src/lib.rs:3`.
       */
      input: string;
    };
/**
 * SHA-256.
 */
export type Hash = string;
export type Root = string;

/**
 * The first section of a cache entry: docs/format.md §2 says what each key means.
 */
export interface EntryMetadata {
  /**
   * Version of the format. A reader refuses a larger one than it knows.
   */
  rust_macro_cache_version: 1;
  /**
   * How the macro is invoked: `name!(…)`, `#[name(…)]` or `#[derive(Name)]`.
   */
  macro_kind: "function" | "attribute" | "derive";
  /**
   * The macro: crate name, 12 hex digits for its package, and macro name, such as `serde_derive_1f0c2a9be4d7::Serialize`.
   */
  macro_item: string;
  /**
   * Identifies the implementation of the macro: its package and all that it is built from.
   */
  macro_hash: string;
  /**
   * Name of the crate that was being compiled.
   */
  expand_crate: string;
  /**
   * Module path of the call site, beginning with the crate.
   */
  expand_module: string;
  /**
   * Line of the call site when the entry was written, from 1. Not part of the match.
   */
  expand_linenum: number;
  /**
   * What the context expects: `expr`, `stmt`, `item`, `pat`, `ty`, `block` …
   */
  "macro-frag-spec": string;
  /**
   * Target triples that the entry is for; `*` in one matches any run of characters. `"*"`: all targets.
   */
  targets: "*" | string[];
  /**
   * Key of the invocation: the macro's item, its kind and its input tokens.
   */
  hash: string;
  /**
   * Package and version of the macro, such as `serde_derive 1.0.219`.
   */
  macro_package?: string;
  /**
   * File of the call site, relative to its package, with `/`.
   */
  source_file?: string;
  /**
   * What the scope numbers `§N` of the expansion stand for.
   */
  scopes?: {
    [k: string]: ScopeExplanation;
  };
  depends?: Depends;
  /**
   * Names of folders that stand in the expansion's string literals for those of the machine that builds (docs/contracts.md §8).
   *
   * @minItems 1
   */
  virtual_paths?: Root[];
  /**
   * Strings that the macro had parsed, as `<length in bytes>:<FNV-1a-64 in hex>`, with `:<counts of virtual names>` where it has any, each once, in order of first use.
   */
  parsed?: string[];
  /**
   * Which puncts are Alone though another one follows directly: base64 VLQ run lengths (docs/format.md §4).
   */
  alone?: string;
  /**
   * Span map: where each token's span comes from (docs/format.md §5). Absent: as the scope suffixes say.
   */
  spans?: string;
  /**
   * SHA-256.
   */
  checksum: string;
}
/**
 * What the macro observed beside tokens, as hashes of the values; docs/contracts.md §3 says of which.
 */
export interface Depends {
  /**
   * Environment variables that it asked for; null for one that was unset.
   */
  env?: {
    [k: string]: Hash | null;
  };
  /**
   * SHA-256.
   */
  position?: string;
  /**
   * SHA-256.
   */
  span_debug?: string;
  /**
   * SHA-256.
   */
  source_text?: string;
  /**
   * SHA-256.
   */
  cwd?: string;
  /**
   * By virtual path: the hash of a file's content, `directory`, or null for what was not there. A path in no root has null alone.
   */
  files?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^/(?!silcrow-)".
     */
    [k: string]: null | Hash | "directory";
  };
  /**
   * By virtual path: the hash of a folder's listing.
   */
  directories?: {
    [k: string]: Hash;
  };
  /**
   * By virtual path: where a symbolic link leads.
   */
  links?: {
    [k: string]: string;
  };
  /**
   * SHA-256.
   */
  state?: string;
}
