export type { CargoFacts } from "./cargo-questions.ts";
export { type ImportReport, inspectModule, type ModuleReport, type Reach } from "./inspect-module.ts";
export { readLibrary } from "./process/read-library.ts";
export { readDeclarations } from "./read-declarations.ts";
export type { RawOutcome } from "./run-invocation.ts";
export { defaultLimits, type ExpandRawOutcome, SandboxPool, type SandboxPoolOptions } from "./sandbox-pool.ts";
export type {
  ExpandOutcome,
  ExpandRequest,
  FileWorld,
  MacroDeclaration,
  MacroKind,
  MacroSequence,
  Observed,
  ObservedFiles,
  ProcessSandbox,
  RenderedExpansion,
  SpanContext,
} from "./types.ts";
