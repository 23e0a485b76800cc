import type { VirtualPlaces } from "#format";
import type { CargoFacts } from "./cargo-questions.ts";

export type MacroKind = "function" | "attribute" | "derive";

/** One macro that a module exports, read from its declarations without running the macro. */
export interface MacroDeclaration {
  readonly kind: MacroKind;
  readonly name: string;
  readonly helperAttributes: readonly string[];
  /** Index of the macro's function in the module's table; of the declaration, where it is run as a process. */
  readonly function: number;
}

/** Byte offsets and syntax context of a span, parsed from its Debug text. */
export interface SpanContext {
  readonly context: number;
  readonly lo: number;
  readonly hi: number;
}

/** How a macro crate is run that was compiled for the machine. */
export interface ProcessSandbox {
  /** Path of bubblewrap. */
  readonly bubblewrap: string;
  /** Path of the program that loads the macro crate in there. */
  readonly program: string;
  /** Edition of the macro crate, in which it breaks text into tokens. */
  readonly edition: number;
  /** Folder for what processes are shown and what they print; nothing stays in it. */
  readonly folder: string;
}

export interface ExpandRequest {
  /** Path of the compiled module; loaded once, shared by the workers. */
  readonly module: string;
  /** Where the module is a library for the machine, how it is run; otherwise it is WebAssembly. */
  readonly process?: ProcessSandbox | undefined;
  readonly kind: MacroKind;
  readonly function: number;
  /** Wire streams without spans, each starting with its count. */
  readonly attr: Uint8Array;
  readonly input: Uint8Array;
  readonly attrDisplay: string;
  readonly inputDisplay: string;
  /** Wire encoding of the positions (contracts.md §1.3), when the shim has sent them. */
  readonly positions?: Uint8Array | undefined;
  /** The environment that the macro may see; everything else is unset for it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names that are set outside the sandbox; asking for one that is not in `environment` is a denied request. */
  readonly hiddenEnvironment: readonly string[];
  /** The files that the macro may look at; without them every access is a denied request. */
  readonly files?: FileWorld | undefined;
  /** What a macro is told that asks cargo where its package is; without it there is no cargo. */
  readonly cargo?: CargoFacts | undefined;
  /** Syntax context and byte range of each span id 0, 1, 4 … N-1, for the scopes of the text. */
  readonly spanContexts: readonly SpanContext[];
  /** The sequence that it belongs to (`SandboxPool.openSequence`); without one it is run from the initial state. */
  readonly sequence?: MacroSequence | undefined;
}

/** Invocations of one macro crate in one compilation, in order. */
export interface MacroSequence {
  readonly id: number;
  /** Whether it is known that the macro crate keeps state from one invocation to the next. */
  readonly mode: "watch" | "keep";
  /** `digest` of what this invocation gave from the initial state: known, it is not run from there again. */
  readonly alone?: string | undefined;
}

/** The parts of an entry that follow from the expansion alone; made in the worker. */
export interface RenderedExpansion {
  /** On one line; the layout comes later. */
  readonly expansion: string;
  readonly spans: string;
  /** Scope number to a span id whose context it is, or "mixed_site". */
  readonly scopes: Readonly<Record<string, "mixed_site" | { readonly span: number }>>;
  readonly parsed: readonly string[];
}

/** The files that one invocation may look at. Paths are those that macros see. */
export interface FileWorld {
  readonly places: VirtualPlaces;
  /** Working directory of the macro. */
  readonly cwd: string;
  /** Files that may be read, and folders of which everything may be. */
  readonly granted: readonly string[];
}

/** What a macro learnt of files, by the path that it sees, without links. */
export interface ObservedFiles {
  /** SHA-256 of a file's content, "directory", or null for what is not there. */
  readonly files: Readonly<Record<string, string | null>>;
  /** SHA-256 of a folder's listing. */
  readonly directories: Readonly<Record<string, string>>;
  /** Where symbolic links lead. */
  readonly links: Readonly<Record<string, string>>;
  /** The working directory, where the macro asked for it or gave a relative path. */
  readonly cwd: string | undefined;
}

export interface Observed extends ObservedFiles {
  /** Names asked for, with the value given, or null when unset. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly position: boolean;
  readonly spanDebug: boolean;
  readonly sourceText: boolean;
  /** Whether something that it was given spells a name that stands for a folder of this machine. */
  readonly sawVirtualNames: boolean;
}

/**
 * How an invocation ended; `keepsState` when it was found that the ones before it have a say. Runs that end alike, with
 * the same tokens, have the same `digest`.
 */
export type ExpandOutcome = ExpandEnd & { readonly keepsState?: boolean | undefined; readonly digest?: string | undefined };

export type ExpandEnd =
  | { readonly kind: "done"; readonly rendered: RenderedExpansion; readonly observed: Observed; readonly stderr: string }
  | { readonly kind: "panic"; readonly message: string; readonly location: string | undefined; readonly stderr: string }
  | { readonly kind: "positions-wanted" }
  | { readonly kind: "denied"; readonly requests: readonly string[] }
  | { readonly kind: "timeout"; readonly milliseconds: number }
  | { readonly kind: "out-of-memory"; readonly limitBytes: number }
  | { readonly kind: "stack-overflow" }
  /** An earlier invocation of the sequence ended badly, and what the macro crate keeps is gone. */
  | { readonly kind: "lost-state" }
  /** The expansion is larger than an entry may be. */
  | { readonly kind: "too-large"; readonly limitBytes: number }
  | { readonly kind: "trap"; readonly message: string };
