import path from "node:path";
import { alignColumns } from "../display/align-columns.ts";
import { paintTokens } from "../display/highlight.ts";
import { type Palette, paletteFor } from "../display/palette.ts";
import { renderFlags } from "../display/render-flags.ts";
import { visibleName, visibleText } from "../display/visible-text.ts";
import { macroAsWritten, macroNameOf, macroPackageOf, placeOf } from "../reading/describe-entry.ts";
import { newFlags } from "../reading/entry-flags.ts";
import type { LoadedEntry } from "../reading/load-entry.ts";
import { type Comparison, tokensOf } from "./compare-pair.ts";
import { describeCause } from "./describe-cause.ts";
import type { CacheDifference, DiffRequest } from "./diff.ts";
import { type ChangeGroup, type Changed, hunkShapes } from "./group-changes.ts";
import { type DiffLine, lineDiff } from "./line-diff.ts";

type Write = (text: string) => Promise<void>;

/** Writes a difference for people, change by change. */
export async function renderDiff(difference: CacheDifference, request: DiffRequest, write: Write): Promise<void> {
  const palette = paletteFor(request.color);
  await write(summary(difference, request, palette));
  let heading = "";
  for (const group of difference.changed) {
    const cause = describeCause(group.cause, group.packages);
    if (cause !== heading) await write(`\n${palette.bold(visibleName(cause))}\n`);
    heading = cause;
    await write(renderGroup(group, request, palette));
  }
  await write(section("same tokens, but other spans, scopes or spacing", difference.spans.map(({ pair }) => place(pair.new)), request, palette));
  await write(section("cannot be compared", difference.unreadable.map(({ pair, problem }) => [...place(pair.new), problem]), request, palette));
  await write(section("new", difference.added.map((entry) => [...place(entry), size(entry), entry.problem ?? flagNames(entry, request)]), request, palette));
  await write(section("gone", difference.gone.map(place), request, palette));
  await write(section("only moved", difference.moved.map(({ pair }) => movedPlace(pair)), request, palette));
  await write(section("only laid out anew", difference.layout.map(({ pair }) => place(pair.new)), request, palette));
  await write(section("the same expansion as before", sameCounts(difference.same), request, palette));
}

function summary(difference: CacheDifference, { cwd, cacheDirectory }: DiffRequest, palette: Palette): string {
  const { changed, spans, unreadable, added, gone, moved, layout, same, revision, commit, unchanged } = difference;
  const counts: [number, string][] = [
    [changed.reduce((sum, { changes }) => sum + changes.length, 0), "changed"],
    [spans.length, "with other spans"],
    [unreadable.length, "that cannot be compared"],
    [added.length, "new"],
    [gone.length, "gone"],
    [moved.length, "moved"],
    [layout.length, "laid out anew"],
    [same.length, "with the same expansion"],
    [unchanged, "untouched"],
  ];
  const told = counts.filter(([count, what]) => count > 0 || what === "changed").map(([count, what]) => `${count} ${what}`);
  const shown = path.relative(cwd, cacheDirectory).split(path.sep).join("/") || ".";
  const at = commit === "" ? "" : ` (${commit.slice(0, 12)})`;
  return `${palette.bold(visibleName(`${shown} since ${revision}`))}${at}: ${told.join(", ")}\n`;
}

/** One group of changes: macro, places, flags that are new, and the first change's lines. */
export function renderGroup(group: ChangeGroup, { stat, allowed, columns }: Pick<DiffRequest, "stat" | "allowed" | "columns">, palette: Palette): string {
  const { changes, macro } = group;
  const first = changes[0]!;
  const count = changes.length === 1 ? "" : `: the same change in ${changes.length} places`;
  const { shown, left } = shorten(changes, mostPlaces);
  const rows = shown.map((change) => [...place(change.pair.new).slice(1), tokenCounts(change)].map(visibleName));
  const table = alignColumns(rows, { columns: columns === undefined ? undefined : columns - 4 }).replace(/^(?=.)/gm, "    ");
  const more = left === 0 ? "" : `    … and ${left} more\n`;
  const flags = renderFlags(newFlags(first.pair.old, first.pair.new, allowed), palette).replace(/^(?=.)/gm, "    ");
  const title = `\n  ${palette.bold(visibleName(macro))}${count}\n${table}${more}${flags}`;
  if (stat) return title;
  const shownFor = changes.length === 1 ? "" : `    ${palette.quiet(`shown for ${visibleName(first.pair.new.file.path)}`)}\n`;
  return title + shownFor + renderChange(first, palette);
}

/** Places of one change that are named. */
const mostPlaces = 50;
/** Entries of a kind that are named: the JSON form has all. */
const mostRows = 500;
const context = 3;
/** Lines of one change that are shown, and columns of a line. */
const mostLines = 1000;
const mostColumns = 240;

/** The lines of a change as a patch has them, without colours. */
export function changedLines(change: Changed): string[] {
  return renderChange(change, paletteFor(false)).replace(/\n$/, "").split("\n").map((line) => line.slice(4));
}

/** The lines of a change with their surroundings. What an expansion repeats, for each field say, is shown once. */
function renderChange(change: Changed, palette: Palette): string {
  const tokens = tokensOf(change.pair);
  const lines = lineDiff(tokens.old, tokens.new, change.hunks);
  const shapes = hunkShapes(change, tokens);
  const isFirst = shapes.map((shape, index) => shapes.indexOf(shape) === index);
  // 0 far from any change, 1 shown, 2 a change that was shown already.
  const role = new Uint8Array(lines.length);
  for (let index = 0; index < lines.length; ) {
    let end = index;
    while (end < lines.length && lines[end]!.sign !== " ") end++;
    const isRepeated = lines.slice(index, end).map(({ hunks }) => hunks.length > 0 && !hunks.some((hunk) => isFirst[hunk]));
    if (isRepeated.includes(false)) {
      for (let near = Math.max(0, index - context); near < Math.min(lines.length, end + context); near++) role[near] ||= 1;
    }
    for (const [offset, repeated] of isRepeated.entries()) role[index + offset] = repeated ? 2 : 1;
    index = Math.max(end, index + 1);
  }
  const out: string[] = [];
  let skipped = true;
  for (const [index, line] of lines.entries()) {
    if (role[index] !== 1) {
      // Within a stretch of changes a mark is enough.
      if (role[index] === 2 && !skipped && role[index - 1] === 1) out.push(`    ${palette.quiet("…")}\n`);
      skipped ||= role[index] === 0;
      continue;
    }
    if (out.length >= mostLines) {
      const left = lines.slice(index).filter(({ sign }, at) => sign !== " " && role[index + at] === 1).length;
      out.push(`    … ${left} more changed lines are left out; \`silcrow show\` has the whole expansion\n`);
      break;
    }
    if (skipped) out.push(`    ${palette.quiet(`@@ line ${line.line} @@`)}\n`);
    skipped = false;
    out.push(`    ${renderLine(line, palette)}\n`);
  }
  const repeated = role.reduce((sum, one) => sum + (one === 2 ? 1 : 0), 0);
  if (repeated > 0) out.push(`    ${palette.quiet(`${repeated} more lines of this expansion change in the same way`)}\n`);
  return out.join("");
}

function renderLine(line: DiffLine, palette: Palette): string {
  const { sign, text, marks } = clip(line);
  if (sign === " ") return `  ${visibleText(text)}`.trimEnd();
  const [plain, marked] = sign === "-" ? [palette.removed, palette.removedToken] : [palette.added, palette.addedToken];
  const ranges: { start: number; end: number }[] = [];
  const paints: ((text: string) => string)[] = [];
  let at = 0;
  for (const mark of [...marks, { start: text.length, end: text.length }]) {
    if (mark.start > at) {
      ranges.push({ start: at, end: mark.start });
      paints.push(plain);
    }
    if (mark.end > mark.start) {
      ranges.push(mark);
      paints.push(marked);
    }
    at = Math.max(at, mark.end);
  }
  return `${plain(sign)} ${paintTokens(text, ranges, paints)}`;
}

/** Keeps what surrounds the first change of a very long line. */
function clip(line: DiffLine): DiffLine {
  const { text, marks } = line;
  if (text.length <= mostColumns) return line;
  const start = Math.max(0, Math.min((marks[0]?.start ?? 0) - 60, text.length - mostColumns));
  const end = start + mostColumns;
  const shift = 1 - start;
  const kept = marks
    .map((mark) => ({ start: Math.max(1, mark.start + shift), end: Math.min(mostColumns + 1, mark.end + shift) }))
    .filter((mark) => mark.end > mark.start);
  return { ...line, text: `…${text.slice(start, end)}… (${text.length} characters)`, marks: kept };
}

function tokenCounts({ hunks }: Changed): string {
  const removed = hunks.reduce((sum, { oldStart, oldEnd }) => sum + oldEnd - oldStart, 0);
  const added = hunks.reduce((sum, { newStart, newEnd }) => sum + newEnd - newStart, 0);
  return `+${added} -${removed} tokens`;
}

/** Macro, item, place in the source, path of the entry. */
function place({ file, entry }: LoadedEntry): string[] {
  const metadata = entry?.metadata;
  const name = macroNameOf(file, metadata);
  return [metadata === undefined ? name : macroAsWritten(name, metadata.macro_kind), file.item ?? "", metadata === undefined ? "" : placeOf(metadata), file.path];
}

function movedPlace({ old, new: now }: Comparison["pair"]): string[] {
  const [macro = "", item = "", at = "", entry = ""] = place(now);
  const [, , oldAt = "", oldEntry = ""] = place(old);
  return [macro, item, oldAt === at ? at : `${oldAt} -> ${at}`, oldEntry === entry ? entry : `${oldEntry} -> ${entry}`];
}

function size({ entry }: LoadedEntry): string {
  return entry === undefined ? "" : `${entry.expansion.split("\n").length} lines`;
}

function flagNames(entry: LoadedEntry, { allowed }: DiffRequest): string {
  return [...new Set(newFlags(undefined, entry, allowed).map(({ id }) => id))].join(", ");
}

function sameCounts(same: CacheDifference["same"]): string[][] {
  const counts = new Map<string, number>();
  for (const { pair, cause } of same) {
    const packages = [pair.old, pair.new].map(({ entry }) => macroPackageOf(entry!.metadata)) as [string, string];
    const why = cause === "unexplained" ? "only the entry's record changed" : describeCause(cause, packages);
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return [...counts].map(([why, count]) => [`${count}×`, why]);
}

function section(title: string, rows: readonly (readonly string[])[], { columns }: DiffRequest, palette: Palette): string {
  if (rows.length === 0) return "";
  const { shown, left } = shorten(rows, mostRows);
  const table = alignColumns(shown.map((row) => row.map(visibleName)), { columns: columns === undefined ? undefined : columns - 2 }).replace(/^(?=.)/gm, "  ");
  return `\n${palette.bold(title)}\n${table}${left === 0 ? "" : `  … and ${left} more\n`}`;
}

function shorten<Item>(items: readonly Item[], most: number): { readonly shown: readonly Item[]; readonly left: number } {
  return { shown: items.slice(0, most), left: Math.max(0, items.length - most) };
}
