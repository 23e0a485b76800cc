// Made from cache-schema/macros.schema.json; UPDATE_GOLDEN=1 writes it again.

/**
 * Sorted.
 */
export type Features = string[];
export type TextOrNull = string | null;
export type Features1 = string[];
export type Name = string;

/**
 * macro-cache/macros.json: the macro crates whose expansions the cache holds. Replay makes its shims from this file and needs nothing else.
 */
export interface MacrosJson {
  /**
   * Version of this file's format. A reader refuses a larger one than it knows.
   */
  silcrow_macros_version: 1;
  /**
   * Version of the layout that all entries of the cache have (docs/format.md §4); 1 when absent. Only emit reads it.
   */
  layout?: number;
  /**
   * In the order of `macro_item`.
   */
  macro_crates: MacroCrateRecord[];
}
/**
 * One macro crate.
 */
export interface MacroCrateRecord {
  /**
   * Name of its package.
   */
  package: string;
  version: string;
  /**
   * cargo's source id; null for a path package.
   */
  source: string | null;
  /**
   * Cargo.lock's for a registry package, the revision for git, a content hash for a path package.
   */
  checksum: string | null;
  /**
   * The edition that its shim is compiled with.
   */
  edition: string;
  /**
   * As in `extern crate`.
   */
  crate_name: string;
  /**
   * The crate part of its entries' `macro_item`, such as `serde_derive_1f0c2a9be4d7`.
   */
  macro_item: string;
  /**
   * Its implementation, as in its entries.
   */
  macro_hash: string;
  features: Features;
  /**
   * Length of the crate's own root file, to which the shim's is padded: bytes, without a byte order mark and the CR of CRLF.
   */
  root_length: number;
  /**
   * Everything it is built from besides its own package.
   */
  dependencies: DependencyRecord[];
  macros: MacroRecord[];
  /**
   * Whether its invocations depend on those before them in one compilation; absent when not.
   */
  keeps_state?: boolean;
  /**
   * What ran it.
   */
  sandbox: {
    /**
     * In WebAssembly, or as a process under bubblewrap.
     */
    kind: "wasm" | "process";
    /**
     * Version of the guest ABI.
     */
    abi: number;
  };
  capabilities: Capabilities;
}
/**
 * A package of a macro's dependency closure: a line of what `macro_hash` is made of.
 */
export interface DependencyRecord {
  name: string;
  version: string;
  source: TextOrNull;
  checksum: TextOrNull;
  features: Features1;
}
/**
 * A macro that the crate exports.
 */
export interface MacroRecord {
  /**
   * As it is written at a use.
   */
  name: string;
  kind: "function" | "attribute" | "derive";
  /**
   * Of a derive.
   */
  helper_attributes?: Name[];
}
/**
 * What the user granted the macro. Nothing when empty.
 */
export interface Capabilities {
  /**
   * Environment variables that it may read; `*` matches any run of characters.
   */
  env?: string[];
  /**
   * Files that it may read, and folders of which it may read everything: relative to the package that uses it, or behind `workspace:` or `out-dir:`.
   */
  read?: string[];
}
