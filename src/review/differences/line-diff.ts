import type { EditHunk, TokenText } from "./token-edit.ts";

/** A line of a shown difference. `marks` are the stretches of it that changed, as UTF-16 offsets. */
export interface DiffLine {
  readonly sign: "-" | "+" | " ";
  readonly text: string;
  readonly marks: readonly { readonly start: number; readonly end: number }[];
  /** Line in the old text for `-`, in the new one otherwise; from 1. */
  readonly line: number;
  /** The hunks that changed a token of the line. */
  readonly hunks: readonly number[];
}

/**
 * Shows an edit of tokens in the laid-out texts. A line belongs to the difference if a token of it changed, or if
 * it shares a token with such a line on the other side; so what was only laid out anew stays context.
 */
export function lineDiff(old: TokenText, now: TokenText, hunks: readonly EditHunk[]): DiffLine[] {
  const before = sideOf(old, hunks.map(({ oldStart, oldEnd }) => [oldStart, oldEnd]));
  const after = sideOf(now, hunks.map(({ newStart, newEnd }) => [newStart, newEnd]));
  const counterparts = alignedTokens(old.tokens.length, hunks);
  spread(before, after, counterparts);

  const anchors = anchorLines(before, after, counterparts, hunks);
  const removed = before.lines.flatMap((_, line) => (before.isChanged[line] === true ? [line] : []));
  const result: DiffLine[] = [];
  let next = 0;
  const takeRemoved = (limit: number): void => {
    for (; next < removed.length && (anchors[removed[next]!] ?? 0) <= limit; next++) result.push(diffLine("-", before, removed[next]!));
  };
  for (let line = 0; line < after.lines.length; ) {
    if (after.isChanged[line] !== true) {
      takeRemoved(line);
      result.push(diffLine(" ", after, line));
      line++;
      continue;
    }
    let end = line;
    while (after.isChanged[end] === true) end++;
    takeRemoved(end - 1);
    for (; line < end; line++) result.push(diffLine("+", after, line));
  }
  takeRemoved(Number.POSITIVE_INFINITY);
  return result;
}

interface Side {
  readonly lines: readonly string[];
  readonly starts: readonly number[];
  /** First and last line of each token. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly isChanged: boolean[];
  readonly marks: Map<number, { start: number; end: number }[]>;
  readonly hunksOf: Map<number, number[]>;
}

function sideOf({ text, tokens }: TokenText, ranges: readonly (readonly [number, number])[]): Side {
  const lines = text.split("\n");
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length + 1;
  }
  const first: number[] = [];
  const last: number[] = [];
  let line = 0;
  for (const { start, end } of tokens) {
    while (line + 1 < starts.length && starts[line + 1]! <= start) line++;
    let until = line;
    while (until + 1 < starts.length && starts[until + 1]! < end) until++;
    first.push(line);
    last.push(until);
  }
  const isChanged = lines.map(() => false);
  const marks = new Map<number, { start: number; end: number }[]>();
  const hunksOf = new Map<number, number[]>();
  for (const [hunk, [from, to]] of ranges.entries()) {
    for (let index = from; index < to; index++) {
      const { start, end } = tokens[index]!;
      for (let at = first[index]!; at <= last[index]!; at++) {
        isChanged[at] = true;
        const hunksHere = hunksOf.get(at);
        if (hunksHere === undefined) hunksOf.set(at, [hunk]);
        else if (hunksHere.at(-1) !== hunk) hunksHere.push(hunk);
        const lineStart = starts[at]!;
        const mark = { start: Math.max(0, start - lineStart), end: Math.min(lines[at]!.length, end - lineStart) };
        const known = marks.get(at);
        if (known === undefined) marks.set(at, [mark]);
        else if (lines[at]!.slice(known.at(-1)!.end, mark.start).trim() === "" && index > from) known.at(-1)!.end = mark.end;
        else known.push(mark);
      }
    }
  }
  return { lines, starts, first, last, isChanged, marks, hunksOf };
}

/** For each old token its place among the new ones, -1 where it was taken out. */
function alignedTokens(count: number, hunks: readonly EditHunk[]): Int32Array {
  const aligned = new Int32Array(count);
  let shift = 0;
  let next = 0;
  for (let index = 0; index < count; index++) {
    while (hunks[next] !== undefined && hunks[next]!.oldEnd <= index) {
      shift = hunks[next]!.newEnd - hunks[next]!.oldEnd;
      next++;
    }
    const hunk = hunks[next];
    aligned[index] = hunk !== undefined && index >= hunk.oldStart ? -1 : index + shift;
  }
  return aligned;
}

/** Makes lines changed that share a token with a changed line, until nothing more follows. */
function spread(before: Side, after: Side, aligned: Int32Array): void {
  const oldNeighbours = new Map<number, Set<number>>();
  const newNeighbours = new Map<number, Set<number>>();
  const join = (map: Map<number, Set<number>>, from: number, to: number): void => {
    const known = map.get(from);
    if (known === undefined) map.set(from, new Set([to]));
    else known.add(to);
  };
  for (const [index, to] of aligned.entries()) {
    if (to < 0) continue;
    for (let old = before.first[index]!; old <= before.last[index]!; old++) {
      for (let now = after.first[to]!; now <= after.last[to]!; now++) {
        join(oldNeighbours, old, now);
        join(newNeighbours, now, old);
      }
    }
  }
  const open: [boolean, number][] = [];
  for (const [line, changed] of before.isChanged.entries()) if (changed) open.push([true, line]);
  for (const [line, changed] of after.isChanged.entries()) if (changed) open.push([false, line]);
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const [isOld, line] = item;
    const other = isOld ? after : before;
    for (const neighbour of (isOld ? oldNeighbours : newNeighbours).get(line) ?? []) {
      if (other.isChanged[neighbour] === true) continue;
      other.isChanged[neighbour] = true;
      // Where nothing but an insertion made it change, it belongs to that.
      if (!other.hunksOf.has(neighbour)) other.hunksOf.set(neighbour, (isOld ? before : after).hunksOf.get(line) ?? []);
      open.push([!isOld, neighbour]);
    }
  }
}

/** For each old line, the new line before which it is shown. */
function anchorLines(before: Side, after: Side, aligned: Int32Array, hunks: readonly EditHunk[]): number[] {
  const anchors: number[] = [];
  let hunk = 0;
  let latest = 0;
  for (let index = 0; index < aligned.length; index++) {
    const line = before.first[index]!;
    while (hunks[hunk] !== undefined && hunks[hunk]!.oldEnd <= index) hunk++;
    const target = aligned[index]! >= 0 ? aligned[index]! : (hunks[hunk]?.newStart ?? 0);
    latest = Math.max(latest, after.first[target] ?? after.lines.length);
    for (let at = line; at <= before.last[index]!; at++) anchors[at] ??= latest;
  }
  return anchors;
}

function diffLine(sign: DiffLine["sign"], side: Side, line: number): DiffLine {
  return { sign, text: side.lines[line]!, marks: side.marks.get(line) ?? [], line: line + 1, hunks: side.hunksOf.get(line) ?? [] };
}
