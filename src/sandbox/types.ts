export type MacroKind = "function" | "attribute" | "derive";

/** One macro that a module exports, read from its declarations without running the macro. */
export interface MacroDeclaration {
  readonly kind: MacroKind;
  readonly name: string;
  readonly helperAttributes: readonly string[];
  /** Index of the macro's function in the module's table. */
  readonly function: number;
}

/** Byte offsets and syntax context of a span, parsed from its Debug text. */
export interface SpanContext {
  readonly context: number;
  readonly lo: number;
  readonly hi: number;
}

export interface ExpandRequest {
  /** Path of the compiled module; loaded once, shared by the workers. */
  readonly module: string;
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

export interface Observed {
  /** Names asked for, with the value given, or null when unset. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly position: boolean;
  readonly spanDebug: boolean;
  readonly sourceText: boolean;
}

/** How an invocation ended; `keepsState` when it was found that the ones before it have a say. */
export type ExpandOutcome = ExpandEnd & { readonly keepsState?: boolean | undefined };

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
