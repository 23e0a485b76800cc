/** Where to look, as the user's cargo would: RUSTC, CARGO, RUSTDOC and PATH count, and so does a rust-toolchain file. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The user's own rustc and cargo, as found on PATH or named by RUSTC and CARGO. */
export interface NativeToolchain {
  readonly rustc: string;
  readonly rustdoc: string;
  readonly cargo: string;
  readonly sysroot: string;
  readonly host: string;
  /** Whole output of `rustc -vV`. */
  readonly version: string;
  /** Hash of version and sources of silcrow's Rust parts: names the folder in the user's cache. */
  readonly id: string;
}

/** silcrow's Rust parts, compiled by the user's rustc. Absolute paths. */
export interface NativeParts {
  readonly wrapper: string;
  readonly shimLibrary: string;
  readonly noop: string;
  /** Runs a build script in a sandbox. */
  readonly confine: string;
  /** Writes down how rustc is called, and becomes it. */
  readonly recorder: string;
}

/** A rustc that can compile macro crates for the sandbox, with its standard library built. */
export interface SandboxToolchain {
  readonly rustc: string;
  /** Arguments of every compilation for the sandbox: target, sysroot or -L, our proc_macro, panic strategy … */
  readonly arguments: readonly string[];
  /** Further arguments when a proc-macro crate is linked to a module. */
  readonly linkArguments: readonly string[];
  /** Environment to add (RUSTC_BOOTSTRAP and the like). */
  readonly environment: Readonly<Record<string, string>>;
  /** The shim's library compiled by this rustc, for macro crates that themselves use macros. */
  readonly shimLibrary: string;
  /** Names this toolchain, our guest and its ABI: part of the key of every compiled module. */
  readonly id: string;
  readonly description: string;
}

/** Told what long work is doing; shown on a terminal, quiet in a pipe. */
export interface Progress {
  step(text: string): void;
}
