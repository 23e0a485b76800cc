import { type Entry, type LocatedToken, locateTokens, readExpansion } from "#format/reading";
import { type Provenance, provenanceOf } from "../reading/provenance.ts";
import { paintTokens } from "./highlight.ts";
import type { Palette } from "./palette.ts";
import { columnsOf, visibleText } from "./visible-text.ts";

/**
 * The expansion with what comes from the user's tokens told apart from what the macro made: in colours, or with
 * marks in a line below (`^` and `~`). As it is where its tokens cannot be read.
 */
export function renderProvenance(entry: Entry, { color, palette }: { readonly color: boolean; readonly palette: Palette }): string {
  const found = findProvenance(entry);
  if (found === undefined) return visibleText(entry.expansion);
  const { tokens, origins } = found;
  if (!color) return underline(entry.expansion, tokens, origins);
  const paints = origins.map((origin) => (origin === "input" ? palette.input : origin === "spanned" ? palette.spanned : palette.quiet));
  return paintTokens(entry.expansion, tokens, paints);
}

/** The expansion in pieces that have one origin; joined they are its text. White space goes with what is before it. */
export function provenancePieces(entry: Entry): { readonly from: Provenance; readonly text: string }[] | undefined {
  const found = findProvenance(entry);
  if (found === undefined) return undefined;
  const pieces: { from: Provenance; text: string }[] = [];
  let at = 0;
  for (const [index, { start, end }] of found.tokens.entries()) {
    const from = found.origins[index]!;
    const last = pieces.at(-1);
    if (last !== undefined) last.text += entry.expansion.slice(at, start);
    if (last?.from === from) last.text += entry.expansion.slice(start, end);
    else pieces.push({ from, text: entry.expansion.slice(last === undefined ? at : start, end) });
    at = end;
  }
  const last = pieces.at(-1);
  if (last !== undefined) last.text += entry.expansion.slice(at);
  return pieces;
}

function findProvenance(entry: Entry): { readonly tokens: LocatedToken[]; readonly origins: Provenance[] } | undefined {
  const read = readExpansion(entry);
  if (!read.ok) return undefined;
  const tokens = locateTokens(entry.expansion, read.trees);
  return { tokens, origins: provenanceOf(entry.expansion, tokens, read.trees, read.spans, entry.invocation) };
}

function underline(text: string, tokens: readonly LocatedToken[], origins: readonly Provenance[]): string {
  const out: string[] = [];
  let next = 0;
  let lineStart = 0;
  for (const line of text.split("\n")) {
    const lineEnd = lineStart + line.length;
    let marks = "";
    for (; next < tokens.length && tokens[next]!.start < lineEnd; next++) {
      const { start, end } = tokens[next]!;
      const mark = origins[next] === "input" ? "^" : origins[next] === "spanned" ? "~" : "";
      if (mark !== "") {
        const before = columnsOf(visibleText(text.slice(lineStart, Math.max(start, lineStart))));
        const length = columnsOf(visibleText(text.slice(Math.max(start, lineStart), Math.min(end, lineEnd))));
        marks = marks.padEnd(before) + mark.repeat(length);
      }
      // What goes on in the next line is marked there again.
      if (end > lineEnd) break;
    }
    out.push(visibleText(line));
    if (marks !== "") out.push(marks);
    lineStart = lineEnd + 1;
  }
  return out.join("\n");
}
