export {
  type Entry,
  entryChecksum,
  escapeSection,
  type ParsedEntry,
  parseEntry,
  printEntry,
  unescapeSection,
} from "./entry.ts";
export {
  cacheVersion,
  type Depends,
  type EntryMetadata,
  ExpansionTooLarge,
  largestExpansion,
  matchesTarget,
  type ScopeExplanation,
  type Targets,
} from "./entry-metadata.ts";
export { isIdentifier } from "./identifier.ts";
export { h12, sha256 } from "./hash.ts";
export {
  compatibleVersion,
  implementationHash,
  implementationLine,
  type ImplementationPackage,
  invocationKey,
  type MacroCrateIdentity,
  macroCrateOf,
  macroItem,
  macroItemCrate,
  pathPackageHash,
} from "./keys.ts";
export { layOutAnew, layoutVersion } from "./lay-out-anew.ts";
export { layOutExpansion, type PrintedExpansion, printFaithfully } from "./lay-out-expansion.ts";
export { type LexedExpansion, lexExpansion, type TextProblem } from "./lexer.ts";
export { type ParsedMacrosJson, parseMacrosJson, printMacrosJson } from "./macros-json.ts";
export type {
  Capabilities,
  DependencyRecord,
  MacroCrateRecord,
  MacroRecord,
  MacrosJson,
  SandboxKind,
} from "./macros-json-model.ts";
export { firstInputSpan, type InputNumbering, type NumberedTree, numberInput } from "./number-input.ts";
export { printTokens, type PrintOptions } from "./print-tokens.ts";
export { printTokensPlain } from "./print-tokens-plain.ts";
export { coverProblem, type ReadExpansion, readExpansion } from "./read-expansion.ts";
export { type ExpansionToRender, renderExpansion } from "./render-expansion.ts";
export { sameTokens } from "./same-tokens.ts";
export { type DecodedSpanMap, decodeSpanMap, encodeSpanMap, isHandedBack, type SpanMap, type SpanRun } from "./span-map.ts";
export { type Spelled, spellParsed } from "./spell-parsed.ts";
export { encodeSpacing, SpacingReader } from "./spacing-map.ts";
export { SpanRunBuilder } from "./span-run-builder.ts";
export type {
  Delimiter,
  DerivedSpan,
  Group,
  Ident,
  Literal,
  OutputTree,
  ParsedStream,
  Punct,
  SpanEdge,
  TokenTree,
} from "./token-tree.ts";
export {
  foldersAbove,
  outDirectoryRoot,
  packageRoot,
  placesOfRustc,
  type RealPlaces,
  testDirectoryRoot,
  toReal,
  toVirtual,
  virtualMarker,
  type VirtualPlaces,
  virtualPlaces,
  type VirtualRoot,
  virtualRootNames,
  virtualRootsIn,
  withRealPaths,
  workspaceRoot,
} from "./virtual-paths.ts";
export { macroKindCodes } from "./wire-codes.ts";
export { WireError, WireReader } from "./wire-reader.ts";
export { WireWriter } from "./wire-writer.ts";
