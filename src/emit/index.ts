export { emit, type EmitOptions, type EmitRequest, type EmitSummary } from "./emit.ts";
export { EmitProgress, type OutputStream } from "./emit-progress.ts";
export { type Expander, ExpansionHost, type ExpansionHostOptions, type LoadedMacroCrate } from "./expansion-host.ts";
export { macroEdition } from "./macro-edition.ts";
export { HostServer } from "./host-server.ts";
export { macroRecords, macrosFile, recordMacros } from "./record-macros.ts";
