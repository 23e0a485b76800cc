// What it takes to make the text of an expansion, without what lays it out: sandbox threads start sooner.
export { ExpansionTooLarge, largestExpansion } from "./entry-metadata.ts";
export { sha256 } from "./hash.ts";
export { renderExpansion } from "./render-expansion.ts";
export { WireError } from "./wire-reader.ts";
