import type { ErrorCode } from "#diagnostics";

/** Where a candidate for the sandbox's compiler comes from. */
export type SandboxOrigin = "environment" | "user" | "debian";

/** All that is needed to build the sandbox's standard library and to compile macro crates against it. */
export interface SandboxParts {
  readonly origin: SandboxOrigin;
  readonly rustc: string;
  /** The user's cargo; it builds the standard library with `rustc`. */
  readonly cargo: string;
  /** Whole output of `rustc -vV`. */
  readonly version: string;
  readonly release: string;
  readonly host: string;
  readonly sysroot: string;
  /** `library/` of the standard library's sources. */
  readonly library: string;
  /** Whether the sources bring their dependencies along (`library/vendor`), so that no registry is asked. */
  readonly vendored: boolean;
  /** WASI's `libc.a`. */
  readonly libc: string;
  /** A wasm linker: rust-lld or wasm-ld. */
  readonly linker: string;
}

export interface MissingPart {
  readonly part: "rustc" | "sources" | "libc" | "linker";
  readonly code: ErrorCode;
  /** What was looked for, and where. */
  readonly message: string;
}

/** One way to get a compiler for the sandbox, how far it is, and the commands that complete it. */
export interface SandboxWay {
  readonly origin: SandboxOrigin;
  /** The compiler of this way, where there is one. */
  readonly rustc: string | undefined;
  readonly missing: readonly MissingPart[];
  /** Exact commands, in order; empty when nothing that silcrow knows would help. */
  readonly commands: readonly string[];
}

export type SandboxSearch =
  | { readonly kind: "ready"; readonly parts: SandboxParts }
  | { readonly kind: "missing"; readonly ways: readonly SandboxWay[] };
