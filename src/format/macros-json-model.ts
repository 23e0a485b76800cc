import type { MacroKind } from "../sandbox/types.ts";

/** macro-cache/macros.json: what replay must know to make the shims. cache-schema/ has its schema. */
export interface MacrosJson {
  readonly silcrow_macros_version: 1;
  /** Version of the layout that all entries have; 1 when absent. */
  readonly layout?: number | undefined;
  readonly macro_crates: readonly MacroCrateRecord[];
}

export interface MacroCrateRecord {
  readonly package: string;
  readonly version: string;
  /** cargo's source id; null for a path package. */
  readonly source: string | null;
  /** As in `macro_hash`: Cargo.lock's, the git revision or a content hash. */
  readonly checksum: string | null;
  readonly edition: string;
  readonly crate_name: string;
  /** The crate part of `macro_item`, for example `serde_derive_1f0c2a9be4d7`. */
  readonly macro_item: string;
  readonly macro_hash: string;
  readonly features: readonly string[];
  /** Bytes of the crate's own root file, to which the shim's is padded. */
  readonly root_length: number;
  /** What the macro is built from, besides its own package. */
  readonly dependencies: readonly DependencyRecord[];
  readonly macros: readonly MacroRecord[];
  /** Whether its invocations depend on those before them in one compilation. */
  readonly keeps_state?: boolean | undefined;
  readonly sandbox: { readonly kind: SandboxKind; readonly abi: number };
  /** What the user granted the macro; nothing when empty. */
  readonly capabilities: Capabilities;
}

/** Where macros run: in WebAssembly, or as a process that bubblewrap confines. */
export type SandboxKind = "wasm" | "process";

export interface DependencyRecord {
  readonly name: string;
  readonly version: string;
  readonly source: string | null;
  readonly checksum: string | null;
  readonly features: readonly string[];
}

export interface MacroRecord {
  readonly name: string;
  readonly kind: MacroKind;
  readonly helper_attributes?: readonly string[] | undefined;
}

export interface Capabilities {
  /** Environment variables that the macro may read; `*` matches any run of characters. */
  readonly env?: readonly string[] | undefined;
  /**
   * Files that it may read, and folders of which it may read everything: relative to the package that uses it,
   * or behind `workspace:` or `out-dir:`.
   */
  readonly read?: readonly string[] | undefined;
}

/** The `silcrow_macros_version` that this program reads and writes. */
export const macrosVersion = 1;
