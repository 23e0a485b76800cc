import type { LoadedEntry } from "../reading/load-entry.ts";

/** The same invocation before and after. */
export interface EntryPair {
  readonly old: LoadedEntry;
  readonly new: LoadedEntry;
}

export interface PairedEntries {
  readonly pairs: readonly EntryPair[];
  readonly gone: readonly LoadedEntry[];
  readonly added: readonly LoadedEntry[];
}

/**
 * Finds out which entries record the same invocation: the ones with the same path; those with the same key, which
 * moved; and those on the same item by the same macro, whose input changed.
 */
export function pairEntries(old: readonly LoadedEntry[], now: readonly LoadedEntry[]): PairedEntries {
  const pairs: EntryPair[] = [];
  const oldLeft = new Set(old);
  const newLeft = new Set(now);
  const pair = (before: LoadedEntry, after: LoadedEntry): void => {
    pairs.push({ old: before, new: after });
    oldLeft.delete(before);
    newLeft.delete(after);
  };
  for (const nameOf of [pathOf, keyInCrate, keyOf]) {
    const known = Map.groupBy(oldLeft, nameOf);
    for (const after of [...newLeft]) {
      const name = nameOf(after);
      const before = name === undefined ? undefined : known.get(name)?.shift();
      if (before !== undefined) pair(before, after);
    }
  }
  const known = Map.groupBy(oldLeft, itemOf);
  for (const [name, afters] of Map.groupBy(newLeft, itemOf)) {
    if (name === undefined) continue;
    for (const [before, after] of alike(known.get(name) ?? [], afters)) pair(before, after);
  }
  pairs.sort((a, b) => (a.new.file.path < b.new.file.path ? -1 : 1));
  return { pairs, gone: [...oldLeft], added: [...newLeft] };
}

function pathOf({ file }: LoadedEntry): string | undefined {
  return file.path;
}

function keyInCrate({ entry, file }: LoadedEntry): string | undefined {
  return entry === undefined ? undefined : `${entry.metadata.hash} ${file.crate}`;
}

function keyOf({ entry }: LoadedEntry): string | undefined {
  return entry?.metadata.hash;
}

function itemOf({ file }: LoadedEntry): string | undefined {
  return file.label;
}

/** Pairs of what has the same name: the most alike first, so that one that was put in does not shift the others. */
function alike(old: readonly LoadedEntry[], now: readonly LoadedEntry[]): [LoadedEntry, LoadedEntry][] {
  const [before] = old;
  const [after] = now;
  if (before === undefined || after === undefined) return [];
  if (old.length === 1 && now.length === 1) return [[before, after]];
  if (old.length * now.length > mostCompared) return old.slice(0, now.length).map((one, index) => [one, now[index]!]);
  const oldWords = old.map(wordsOf);
  const newWords = now.map(wordsOf);
  const scores: { readonly score: number; readonly i: number; readonly j: number }[] = [];
  for (const [i, a] of oldWords.entries()) {
    for (const [j, b] of newWords.entries()) {
      const score = likeness(a, b);
      if (score >= leastLikeness) scores.push({ score, i, j });
    }
  }
  scores.sort((a, b) => b.score - a.score || a.i - b.i || a.j - b.j);
  const pairs: [LoadedEntry, LoadedEntry][] = [];
  const usedOld = new Set<number>();
  const usedNew = new Set<number>();
  for (const { i, j } of scores) {
    if (usedOld.has(i) || usedNew.has(j)) continue;
    usedOld.add(i);
    usedNew.add(j);
    pairs.push([old[i]!, now[j]!]);
  }
  return pairs;
}

const mostCompared = 2500;
const leastLikeness = 0.25;

function wordsOf({ entry }: LoadedEntry): ReadonlySet<string> {
  return new Set((entry?.invocation.slice(0, 20_000) ?? "").match(/[\p{L}\p{N}_]+/gu) ?? []);
}

/** What two sets have in common, as a part of both. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  const all = a.size + b.size - common;
  return all === 0 ? 1 : common / all;
}
