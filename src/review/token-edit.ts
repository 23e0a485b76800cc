import { readExpansion } from "#format/reading";
import { diffArrays } from "diff";
import { locateTokens, type LocatedToken } from "./located-tokens.ts";
import type { LoadedEntry } from "./load-entry.ts";

/** An expansion as the run of its tokens. */
export interface TokenText {
  readonly text: string;
  readonly tokens: readonly LocatedToken[];
  /** The text of each token, with its scope. */
  readonly words: readonly string[];
}

/** A stretch of tokens that was replaced by another; one of them may be empty. Ends are behind the last. */
export interface EditHunk {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

export type ReadTokens = { readonly ok: true; readonly value: TokenText } | { readonly ok: false; readonly problem: string };

export function tokenText({ entry, cut, problem }: LoadedEntry): ReadTokens {
  if (entry === undefined || cut > 0) return { ok: false, problem: problem ?? "it cannot be read" };
  const read = readExpansion(entry);
  if (!read.ok) return { ok: false, problem: `line ${read.line}: ${read.problem}` };
  const tokens = locateTokens(entry.expansion, read.trees);
  const words = tokens.map(({ start, end }) => entry.expansion.slice(start, end).replace(/§~$/, ""));
  return { ok: true, value: { text: entry.expansion, tokens, words } };
}

/**
 * A short edit that makes the one run of words into the other: the shortest, where that is found within `patience`
 * milliseconds.
 */
export function tokenEdit(old: readonly string[], now: readonly string[], patience = 1500): EditHunk[] {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let oldEnd = old.length;
  let newEnd = now.length;
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === now[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  if (oldEnd === start && newEnd === start) return [];
  const whole = [{ oldStart: start, oldEnd, newStart: start, newEnd }];
  if (oldEnd === start || newEnd === start) return whole;
  const changes = diffArrays(old.slice(start, oldEnd), now.slice(start, newEnd), { maxEditLength: longestEdit, timeout: Math.max(1, patience) });
  if (changes === undefined) return whole;
  const hunks: EditHunk[] = [];
  let oldAt = start;
  let newAt = start;
  for (const { added, removed, value } of changes) {
    const [oldNext, newNext] = [oldAt + (added ? 0 : value.length), newAt + (removed ? 0 : value.length)];
    if (added || removed) {
      const last = hunks.at(-1);
      // One token alike between two changes is chance, more often than not.
      if (last !== undefined && oldAt - last.oldEnd <= 1 && newAt - last.newEnd <= 1) {
        hunks[hunks.length - 1] = { ...last, oldEnd: oldNext, newEnd: newNext };
      } else {
        hunks.push({ oldStart: oldAt, oldEnd: oldNext, newStart: newAt, newEnd: newNext });
      }
    }
    [oldAt, newAt] = [oldNext, newNext];
  }
  return hunks;
}

/** Tokens put in and taken out, before the stretch as a whole is called replaced. */
const longestEdit = 4000;
