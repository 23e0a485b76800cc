export { readDeclarations } from "./read-declarations.ts";
export type { RawOutcome } from "./run-invocation.ts";
export { defaultLimits, type ExpandRawOutcome, SandboxPool, type SandboxPoolOptions } from "./sandbox-pool.ts";
export type {
  ExpandOutcome,
  ExpandRequest,
  MacroDeclaration,
  MacroKind,
  MacroSequence,
  Observed,
  RenderedExpansion,
  SpanContext,
} from "./types.ts";
