// What it takes to read entries, without what lays them out: `silcrow show` answers before that would be loaded.
export { isWhiteSpace } from "./characters.ts";
export { type Entry, type ParsedEntry, parseEntry } from "./entry.ts";
export type { Depends, EntryMetadata, ScopeExplanation } from "./entry-metadata.ts";
export { isRecord } from "./json-text.ts";
export { lexExpansion } from "./lexer.ts";
export { locateTokens, type LocatedToken } from "./located-tokens.ts";
export { delimiterText } from "./print-tokens-plain.ts";
export { readExpansion } from "./read-expansion.ts";
export { isHandedBack, type SpanMap } from "./span-map.ts";
export type { TokenTree } from "./token-tree.ts";
