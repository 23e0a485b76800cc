import { macroPackageOf } from "../reading/describe-entry.ts";
import type { EntryPair } from "./pair-entries.ts";
import { type EditHunk, expansionEdit, type TokenText, tokenText } from "./token-edit.ts";

/** Why an expansion may be another than it was. */
export type Cause = "macro-changed" | "macro-and-input-changed" | "input-changed" | "observed-changed" | "unexplained";

export type Comparison =
  /** Other tokens, which `tokensOf` reads again: they take many times the memory of the texts. */
  | { readonly kind: "changed"; readonly pair: EntryPair; readonly cause: Cause; readonly hunks: readonly EditHunk[] }
  /** The same tokens for the same input, but other spans, scopes' meanings or spacing: names may resolve otherwise. */
  | { readonly kind: "spans"; readonly pair: EntryPair; readonly cause: Cause }
  /** The same tokens in another layout. */
  | { readonly kind: "layout"; readonly pair: EntryPair }
  /** The same expansion at another place or in another file. */
  | { readonly kind: "moved"; readonly pair: EntryPair }
  /** The same expansion; what led to it changed. */
  | { readonly kind: "same"; readonly pair: EntryPair; readonly cause: Cause }
  | { readonly kind: "unreadable"; readonly pair: EntryPair; readonly problem: string };

/** The tokens of an invocation's expansion before and now. */
export interface PairTokens {
  readonly old: TokenText;
  readonly new: TokenText;
}

/** The tokens of a pair that can be read, as every pair can be that was found to be changed. */
export function tokensOf(pair: EntryPair): PairTokens {
  const [old, now] = [tokenText(pair.old), tokenText(pair.new)];
  if (!old.ok || !now.ok) throw new Error(`${pair.new.file.path} was read before and cannot be read now`);
  return { old: old.value, new: now.value };
}

/** What happened to one invocation. `patience` as for `expansionEdit`; `onChanged` is handed the tokens of a change. */
export function comparePair(pair: EntryPair, patience?: number, onChanged?: (change: Extract<Comparison, { kind: "changed" }>, tokens: PairTokens) => void): Comparison {
  const [old, now] = [tokenText(pair.old), tokenText(pair.new)];
  if (!old.ok) return { kind: "unreadable", pair, problem: `before: ${old.problem}` };
  if (!now.ok) return { kind: "unreadable", pair, problem: `now: ${now.problem}` };
  const cause = causeOf(pair);
  const hunks = expansionEdit(old.value, now.value, patience);
  if (hunks.length > 0) {
    const change = { kind: "changed", pair, cause, hunks } as const;
    onChanged?.(change, { old: old.value, new: now.value });
    return change;
  }

  const [before, after] = [pair.old.entry!, pair.new.entry!];
  const isSameInput = before.metadata.hash === after.metadata.hash;
  const isSpacedAlike = old.value.tokens.every(({ joint }, index) => now.value.tokens[index]?.joint === joint);
  const isSpannedAlike = before.metadata.spans === after.metadata.spans && kindsOfScopes(before.metadata) === kindsOfScopes(after.metadata);
  if (!isSpacedAlike || (isSameInput && !isSpannedAlike)) return { kind: "spans", pair, cause };
  if (before.expansion !== after.expansion) return { kind: "layout", pair };
  if (cause !== "unexplained") return { kind: "same", pair, cause };
  if (pair.old.file.path !== pair.new.file.path || placeOf(before.metadata) !== placeOf(after.metadata)) return { kind: "moved", pair };
  return { kind: "same", pair, cause };
}

function causeOf({ old, new: now }: EntryPair): Cause {
  const [before, after] = [old.entry!.metadata, now.entry!.metadata];
  const isOtherMacro = before.macro_hash !== after.macro_hash || macroPackageOf(before) !== macroPackageOf(after);
  // The key has the macro's item in it, which an incompatible upgrade changes though the input is what it was.
  const isOtherInput = before.hash !== after.hash && (before.macro_item === after.macro_item || old.entry!.invocation !== now.entry!.invocation);
  if (isOtherMacro) return isOtherInput ? "macro-and-input-changed" : "macro-changed";
  if (isOtherInput) return "input-changed";
  return JSON.stringify(before.depends) === JSON.stringify(after.depends) ? "unexplained" : "observed-changed";
}

interface Placed {
  readonly source_file?: string | undefined;
  readonly expand_linenum: number;
  readonly expand_module: string;
}

function placeOf({ source_file, expand_linenum, expand_module }: Placed): string {
  return `${source_file ?? ""}:${expand_linenum} ${expand_module}`;
}

/** Which scopes are the mixed site; the lines that others name are places, which move. */
function kindsOfScopes({ scopes }: { readonly scopes?: Readonly<Record<string, unknown>> | undefined }): string {
  return Object.entries(scopes ?? {})
    .map(([scope, what]) => `${scope}${what === "mixed_site" ? "" : "i"}`)
    .join();
}
