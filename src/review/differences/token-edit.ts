import { type LocatedToken, locateTokens, readExpansion } from "#format/reading";
import { diffArrays } from "diff";
import type { LoadedEntry } from "../reading/load-entry.ts";

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
 * The edit that makes one expansion into another. Lines are matched before tokens: the layout follows from the
 * tokens, so equal lines are equal statements, and an edit that a macro repeats line by line is found as often, and
 * not smeared over neighbours that look alike. What was only laid out anew is no part of it.
 */
export function expansionEdit(old: TokenText, now: TokenText, patience?: number): EditHunk[] {
  const [oldLines, newLines] = [tokenLines(old), tokenLines(now)];
  const blocks = shortestEdit(oldLines.map(({ key }) => key), newLines.map(({ key }) => key), patience);
  return blocks.flatMap(({ oldStart, oldEnd, newStart, newEnd }) => {
    const before = oldLines.slice(oldStart, oldEnd);
    const after = newLines.slice(newStart, newEnd);
    const oldFrom = oldLines[oldStart]?.from ?? old.words.length;
    const newFrom = newLines[newStart]?.from ?? now.words.length;
    const edit = (a: { from: number; to: number }, b: { from: number; to: number }): EditHunk[] =>
      tokenEdit(old.words.slice(a.from, a.to), now.words.slice(b.from, b.to), patience).map((hunk) => shifted(hunk, a.from, b.from));
    const oldTo = before.at(-1)?.to ?? oldFrom;
    const newTo = after.at(-1)?.to ?? newFrom;
    const byLine = before.length === after.length && before.length <= mostPaired ? before.flatMap((line, index) => edit(line, after[index]!)) : undefined;
    // Lines that have more in common than not are each other's counterparts; there is no need to look further.
    const size = byLine === undefined ? Number.POSITIVE_INFINITY : sizeOf(byLine);
    if (byLine !== undefined && size <= (oldTo - oldFrom + newTo - newFrom) / 2) return byLine;
    const whole = edit({ from: oldFrom, to: oldTo }, { from: newFrom, to: newTo });
    return byLine !== undefined && size <= sizeOf(whole) * 1.5 ? byLine : whole;
  });
}

/**
 * A short edit that makes the one run of words into the other: the shortest, where that is found within `patience`
 * milliseconds. Hunks with a single word alike between them are one.
 */
export function tokenEdit(old: readonly string[], now: readonly string[], patience?: number): EditHunk[] {
  const hunks: EditHunk[] = [];
  for (const hunk of shortestEdit(old, now, patience)) {
    const last = hunks.at(-1);
    // One token alike between two changes is chance, more often than not.
    if (last !== undefined && hunk.oldStart - last.oldEnd <= 1) {
      hunks[hunks.length - 1] = { ...last, oldEnd: hunk.oldEnd, newEnd: hunk.newEnd };
    } else {
      hunks.push(hunk);
    }
  }
  return hunks;
}

function shortestEdit(old: readonly string[], now: readonly string[], patience = 1500): EditHunk[] {
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
  const changes = diffArrays(old.slice(start, oldEnd), now.slice(start, newEnd), {
    maxEditLength: longestEdit,
    timeout: Math.max(1, patience),
  });
  if (changes === undefined) return whole;
  const hunks: EditHunk[] = [];
  let oldAt = start;
  let newAt = start;
  for (const { added, removed, value } of changes) {
    const [oldNext, newNext] = [oldAt + (added ? 0 : value.length), newAt + (removed ? 0 : value.length)];
    const last = hunks.at(-1);
    if (added || removed) {
      if (last !== undefined && last.oldEnd === oldAt && last.newEnd === newAt) hunks[hunks.length - 1] = { ...last, oldEnd: oldNext, newEnd: newNext };
      else hunks.push({ oldStart: oldAt, oldEnd: oldNext, newStart: newAt, newEnd: newNext });
    }
    [oldAt, newAt] = [oldNext, newNext];
  }
  return hunks;
}

/** Words put in and taken out, before the stretch as a whole is called replaced. */
const longestEdit = 4000;
/** Lines side by side that are compared one by one. */
const mostPaired = 2000;

interface TokenLine {
  readonly from: number;
  readonly to: number;
  readonly key: string;
}

/** The lines of a text that have tokens; a token belongs to the line on which it begins. */
function tokenLines({ text, tokens, words }: TokenText): TokenLine[] {
  const lines: TokenLine[] = [];
  let from = 0;
  for (let index = 1; index <= tokens.length; index++) {
    const isLast = index === tokens.length || text.slice(tokens[index - 1]!.start, tokens[index]!.start).includes("\n");
    if (!isLast) continue;
    lines.push({ from, to: index, key: words.slice(from, index).join("\u0000") });
    from = index;
  }
  return lines;
}

function shifted({ oldStart, oldEnd, newStart, newEnd }: EditHunk, old: number, now: number): EditHunk {
  return { oldStart: oldStart + old, oldEnd: oldEnd + old, newStart: newStart + now, newEnd: newEnd + now };
}

function sizeOf(hunks: readonly EditHunk[]): number {
  return hunks.reduce((sum, { oldStart, oldEnd, newStart, newEnd }) => sum + oldEnd - oldStart + newEnd - newStart, 0);
}
