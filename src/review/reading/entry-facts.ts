import type { AllowedFlags } from "#audit";
import { lexExpansion, type TokenTree } from "#format/reading";
import { macroAsWritten, macroNameOf, macroPackageOf, observedBy } from "./describe-entry.ts";
import { entryFlags, isPointedOut } from "./entry-flags.ts";
import type { EntryStatus, LoadedEntry } from "./load-entry.ts";

/** An entry as a row of a list. What a damaged entry does not say is empty, or null where it is a number. */
export interface EntryFacts {
  readonly path: string;
  readonly status: EntryStatus;
  readonly problem: string | undefined;
  /** `#[derive(Serialize)]` */
  readonly macro: string;
  readonly package: string;
  readonly item: string;
  readonly crate: string;
  /** Below the crate, with `::`. */
  readonly module: string;
  readonly file: string;
  readonly line: number | null;
  /** Of the expansion; bytes of UTF-8. */
  readonly lines: number | null;
  readonly bytes: number | null;
  /** As rustc counts: a group is one, and what is in it. Null where they were not counted. */
  readonly tokens: number | null;
  readonly observed: readonly string[];
  /** Names of the flags that are more than a note and not allowed. */
  readonly flags: readonly string[];
}

/** Text that may still be lexed for counting. */
export interface CountBudget {
  bytes: number;
}

export function entryFacts(loaded: LoadedEntry, budget: CountBudget, allowed: AllowedFlags): EntryFacts {
  const { file, entry, status, problem, cut } = loaded;
  const name = macroNameOf(file, entry?.metadata);
  const base = { path: file.path, status, problem, item: file.item ?? "", crate: file.crate };
  if (entry === undefined) {
    return { ...base, macro: name, package: "", module: file.modules.join("::"), file: "", line: null, lines: null, bytes: null, tokens: null, observed: [], flags: [] };
  }
  const { metadata, expansion } = entry;
  const bytes = Buffer.byteLength(expansion);
  const isWhole = cut === 0;
  const tokens = isWhole ? tokensOf(expansion, metadata.alone, bytes, budget) : null;
  return {
    ...base,
    macro: macroAsWritten(name, metadata.macro_kind),
    package: macroPackageOf(metadata),
    module: metadata.expand_module.split("::").slice(1).join("::"),
    file: metadata.source_file ?? "",
    line: metadata.expand_linenum,
    lines: isWhole ? countLines(expansion) : null,
    bytes: isWhole ? bytes : null,
    tokens,
    observed: observedBy(metadata.depends),
    flags: tokens === null ? [] : [...new Set(entryFlags(loaded, allowed).filter(isPointedOut).map(({ id }) => id))].sort(),
  };
}

function tokensOf(expansion: string, alone: string | undefined, bytes: number, budget: CountBudget): number | null {
  if (bytes > budget.bytes) return null;
  budget.bytes -= bytes;
  const lexed = lexExpansion(expansion, alone);
  return lexed.ok ? countTokens(lexed.trees) : null;
}

function countTokens(trees: readonly TokenTree[]): number {
  let count = trees.length;
  for (const tree of trees) if (tree.kind === "group") count += countTokens(tree.trees);
  return count;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
