// What it takes to present entries elsewhere than in a terminal.
export { type Comparison } from "./compare-pair.ts";
export { describeCause } from "./describe-cause.ts";
export { explainScope, macroAsWritten, macroNameOf, macroPackageOf, observedBy, placeOf } from "./describe-entry.ts";
export { type CacheDifference, differenceSince } from "./diff.ts";
export { type EntryFacts, entryFacts } from "./entry-facts.ts";
export { type EntryFile, entryFile, listEntryPaths } from "./entry-files.ts";
export { type EntryFlag, entryFlags, isPointedOut, newFlags } from "./entry-flags.ts";
export { type ChangeGroup, type Changed } from "./group-changes.ts";
export { colorsOf } from "./highlight.ts";
export { colorsOfSource } from "./highlight-source.ts";
export { leftOutOf } from "./left-out.ts";
export { type DiffLine, lineDiff } from "./line-diff.ts";
export { type LoadedEntry, loadEntry } from "./load-entry.ts";
export { type Paint, type Palette } from "./palette.ts";
export { type Provenance, provenanceOf } from "./provenance.ts";
export { type FlagGroup, groupFlags } from "./render-flags.ts";
export { visibleName, visibleText } from "./visible-text.ts";
