import { isKeyword } from "../display/keywords.ts";
import { macroAsWritten, macroNameOf, macroPackageOf } from "../reading/describe-entry.ts";
import { occurrence } from "../reading/provenance.ts";
import type { Comparison, PairTokens } from "./compare-pair.ts";
import type { TokenText } from "./token-edit.ts";

export type Changed = Extract<Comparison, { readonly kind: "changed" }>;

/** Changes that are the same edit but for the names that the inputs have. */
export interface ChangeGroup {
  readonly cause: Changed["cause"];
  /** As written: `#[derive(Serialize)]`. */
  readonly macro: string;
  /** The macro's package before and now. */
  readonly packages: readonly [string, string];
  /** At least one; the first is shown for all. */
  readonly changes: readonly Changed[];
}

/** Groups changes by cause, macro and edit; the first of each group stands for it. */
export class ChangeGroups {
  readonly #groups = new Map<string, ChangeGroup & { readonly changes: Changed[] }>();

  add(change: Changed, tokens: PairTokens): void {
    const { old, new: now } = change.pair;
    const metadata = now.entry!.metadata;
    const macro = macroAsWritten(macroNameOf(now.file, metadata), metadata.macro_kind);
    const packages: [string, string] = [macroPackageOf(old.entry!.metadata), macroPackageOf(metadata)];
    const key = JSON.stringify([change.cause, macro, packages, editShape(change, tokens)]);
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, { cause: change.cause, macro, packages, changes: [change] });
    else group.changes.push(change);
  }

  sorted(): ChangeGroup[] {
    return [...this.#groups.values()].sort((a, b) => compareTexts(a.cause, b.cause) || compareTexts(a.packages[1], b.packages[1]) || b.changes.length - a.changes.length || compareTexts(a.macro, b.macro));
  }
}

/**
 * What an edit does, without the names and literals that it has from its input: those are numbered within each
 * hunk. Hunks that do the same count once, since a macro repeats itself for each field. A token on either side
 * belongs to a hunk, so that the same words put elsewhere are another edit; but what separates fields and statements
 * is all one, since the first of them has another neighbour than the others.
 */
function editShape(change: Changed, tokens: PairTokens): string[] {
  return [...new Set(hunkShapes(change, tokens))].sort();
}

/** The shape of each hunk, in their order. */
export function hunkShapes({ pair, hunks }: Changed, { old, new: now }: PairTokens): string[] {
  const oldOccurs = occurrence(pair.old.entry!.invocation);
  const newOccurs = occurrence(pair.new.entry!.invocation);
  return hunks.map(({ oldStart, oldEnd, newStart, newEnd }) => {
    const numbers = new Map<string, number>();
    const shape = (side: TokenText, from: number, to: number, occurs: (word: string) => boolean): string[] =>
      side.words.slice(Math.max(0, from), to).map((word, index) => {
        const kind = side.tokens[Math.max(0, from) + index]?.kind;
        const [, name = word, scope = ""] = /^(.*?)(§\d+)?$/s.exec(word) ?? [];
        const isInput = (kind === "ident" && !isKeyword(name) && occurs(name)) || (kind === "literal" && isFromInput(name, occurs));
        if (!isInput) return word;
        // A word and its literal are the same name.
        const plain = kind === "literal" ? (quoted.exec(name)?.[1] ?? name) : name;
        let number = numbers.get(plain);
        if (number === undefined) numbers.set(plain, (number = numbers.size + 1));
        return `‹${number}${kind === "literal" ? "\"" : ""}›${scope}`;
      });
    return JSON.stringify([
      shape(old, oldStart - 1, oldStart, oldOccurs).map(neighbour),
      shape(old, oldStart, oldEnd, oldOccurs),
      shape(now, newStart, newEnd, newOccurs),
      shape(old, oldEnd, oldEnd + 1, oldOccurs).map(neighbour),
    ]);
  });
}

function neighbour(word: string): string {
  return /^[{}()[\];,]$/.test(word) ? "¦" : word;
}

const quoted = /^b?"([\p{L}_][\p{L}\p{N}\p{M}_]*)"$/u;

function isFromInput(literal: string, occurs: (word: string) => boolean): boolean {
  // Short numbers are everywhere; a macro's own are part of what it does.
  if (/^\d{1,2}(?!\d)/.test(literal)) return false;
  const name = quoted.exec(literal)?.[1];
  return occurs(literal) || (name !== undefined && occurs(name));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
