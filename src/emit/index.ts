export { emit, type EmitCoverage, type EmitHooks, type EmitOptions, type EmitRequest, type EmitResult, type EmitSummary } from "./emit.ts";
export { withEmitLock } from "./emit-lock.ts";
export { EmitProgress, type OutputStream } from "./emit-progress.ts";
export { EntryWriterPool } from "./entry-writer.ts";
export { type Expander, ExpansionHost, type ExpansionHostOptions, type LoadedMacroCrate } from "./expansion-host.ts";
export { macroEdition } from "./macro-edition.ts";
export { HostServer } from "./host-server.ts";
export { knownStateful, removeStateless } from "./stateful-macros.ts";
export { macroRecords, macrosFile, recordMacros } from "./record-macros.ts";
