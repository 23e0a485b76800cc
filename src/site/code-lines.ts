import { lexExpansion, locateTokens, readExpansion } from "#format/reading";
import { colorsOf, colorsOfSource, type DiffLine, type EntryFlag, type LoadedEntry, type Paint, type Palette, provenanceOf, visibleText } from "#review/entries";

/** A stretch of a line that looks the same. `look` is a list of CSS classes. */
export interface CodePiece {
  readonly look?: string | undefined;
  readonly text: string;
}

export interface CodeLine {
  readonly number: number;
  readonly pieces: readonly CodePiece[];
  /** The gravest flag on it. */
  readonly flag?: string | undefined;
  readonly flagText?: string | undefined;
}

export interface CodeText {
  readonly lines: readonly CodeLine[];
  /** Lines at the end that are not shown. */
  readonly left: number;
}

/** UTF-16 units of a text that get colours, and lines and units that are shown at all. */
const mostColored = 256 * 1024;
const mostLines = 20_000;
const mostText = 1024 * 1024;

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The looks by name, in the form in which the terminal's views ask for colours. */
const looks = new Map<Paint, string>();
const look = (name: string): Paint => {
  const paint: Paint = (text) => text;
  looks.set(paint, name);
  return paint;
};
const scopes = Array.from({ length: 6 }, (_, index) => look(`x x${index + 1}`));
const none = look("");
const palette: Palette = {
  keyword: look("k"),
  type: look("t"),
  call: look("c"),
  literal: look("s"),
  attribute: look("a"),
  quiet: look("q"),
  bold: none,
  added: none,
  removed: none,
  addedToken: none,
  removedToken: none,
  input: none,
  spanned: none,
  warning: none,
  scope: (scope) => scopes[(scope - 1) % scopes.length]!,
};

export function invocationLines(text: string, flags: readonly EntryFlag[]): CodeText {
  if (text.length > mostColored) return splitLines(text, [], [], flags);
  const { ranges, paints } = colorsOfSource(text, palette);
  return splitLines(text, ranges, paints.map((paint) => (paint === undefined ? undefined : looks.get(paint))), flags);
}

/** The expansion with colours; tokens that are the input's have the class `i`, those placed at it `p`. */
export function expansionLines({ entry, cut }: LoadedEntry, flags: readonly EntryFlag[]): CodeText {
  const { expansion, metadata, invocation } = entry!;
  const lexed = expansion.length > mostColored ? undefined : lexExpansion(expansion, metadata.alone);
  if (lexed?.ok !== true) return splitLines(expansion, [], [], flags);
  const tokens = locateTokens(expansion, lexed.trees);
  const paints = colorsOf(expansion, lexed.trees, palette);
  const read = cut > 0 ? undefined : readExpansion(entry!);
  const origins = read?.ok === true && read.spans !== undefined ? provenanceOf(expansion, tokens, read.trees, read.spans, invocation) : undefined;
  const classes = tokens.map(({ scope }, index) => {
    const paint = paints[index];
    const own = paint === undefined ? "" : scope > 0 ? `x x${((scope - 1) % scopes.length) + 1} n${scope}` : (looks.get(paint) ?? "");
    const origin = origins?.[index] === "input" ? "i" : origins?.[index] === "spanned" ? "p" : "";
    return [own, origin].filter((name) => name !== "").join(" ") || undefined;
  });
  return splitLines(expansion, tokens, classes, flags);
}

export interface ShownDiffLine {
  readonly sign: string;
  /** The sign as a word, for CSS. */
  readonly kind: "old" | "new" | "same" | "skip";
  readonly number: string;
  readonly pieces: readonly CodePiece[];
}

const around = 3;
const mostDiffLines = 4000;

/** A difference with its changed tokens marked, as far from any change as three lines. */
export function diffLines(lines: readonly DiffLine[]): { readonly lines: readonly ShownDiffLine[]; readonly left: number } {
  const isNear = new Uint8Array(lines.length);
  for (const [index, { sign }] of lines.entries()) {
    if (sign === " ") continue;
    for (let near = Math.max(0, index - around); near <= Math.min(lines.length - 1, index + around); near++) isNear[near] = 1;
  }
  const shown: ShownDiffLine[] = [];
  let left = 0;
  for (const [index, line] of lines.entries()) {
    if (isNear[index] !== 1) {
      if (shown.at(-1)?.kind !== "skip") shown.push({ sign: "", kind: "skip", number: "", pieces: [{ text: "⋯" }] });
      continue;
    }
    if (shown.length >= mostDiffLines) {
      left++;
      continue;
    }
    const kind = line.sign === "-" ? "old" : line.sign === "+" ? "new" : "same";
    shown.push({ sign: line.sign, kind, number: String(line.line), pieces: markedPieces(line) });
  }
  return { lines: shown, left };
}

function markedPieces({ text, marks, sign }: DiffLine): CodePiece[] {
  const pieces: CodePiece[] = [];
  let at = 0;
  for (const { start, end } of sign === " " ? [] : marks) {
    if (start > at) pieces.push({ text: visibleText(text.slice(at, start)) });
    if (end > start) pieces.push({ look: "m", text: visibleText(text.slice(start, end)) });
    at = Math.max(at, end);
  }
  if (at < text.length) pieces.push({ text: visibleText(text.slice(at)) });
  return pieces;
}

function splitLines(text: string, tokens: readonly Stretch[], classes: readonly (string | undefined)[], flags: readonly EntryFlag[]): CodeText {
  const shown = text.slice(0, mostText);
  const texts = shown.split("\n");
  const left = Math.max(0, texts.length - mostLines) + (shown.length < text.length ? text.slice(mostText).split("\n").length : 0);
  const graver = new Map<number, EntryFlag>();
  for (const flag of flags) {
    const known = graver.get(flag.line);
    if (known === undefined || weight(flag) > weight(known)) graver.set(flag.line, flag);
  }
  const lines: CodeLine[] = [];
  let next = 0;
  let lineStart = 0;
  for (const [index, line] of texts.slice(0, mostLines).entries()) {
    const lineEnd = lineStart + line.length;
    const pieces: { look?: string | undefined; text: string }[] = [];
    let at = lineStart;
    const add = (end: number, name: string | undefined): void => {
      const piece = visibleText(text.slice(at, end));
      at = end;
      const last = pieces.at(-1);
      if (piece === "") return;
      if (last !== undefined && last.look === name) last.text += piece;
      else pieces.push(name === undefined ? { text: piece } : { look: name, text: piece });
    };
    for (; next < tokens.length && tokens[next]!.start < lineEnd; next++) {
      const { start, end } = tokens[next]!;
      if (start > at) add(start, undefined);
      add(Math.min(end, lineEnd), classes[next]);
      // A literal goes on in the next line.
      if (end > lineEnd) break;
    }
    if (at < lineEnd) add(lineEnd, undefined);
    const flag = graver.get(index + 1);
    lines.push({ number: index + 1, pieces, flag: flag === undefined ? undefined : flag.allowed ? "info" : flag.severity, flagText: flag?.id });
    lineStart = lineEnd + 1;
  }
  return { lines, left };
}

function weight({ severity, allowed }: EntryFlag): number {
  return allowed ? 0 : { info: 1, warn: 2, danger: 3 }[severity];
}
