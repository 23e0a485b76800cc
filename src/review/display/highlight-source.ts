import { scanSource, TokenKind } from "#source";
import { paintTokens } from "./highlight.ts";
import { isKeyword } from "./keywords.ts";
import type { Paint, Palette } from "./palette.ts";

/** Source as its author wrote it, with comments, in colours. It may be anything: the scanner never fails. */
export function highlightSource(text: string, palette: Palette): string {
  const { ranges, paints } = colorsOfSource(text, palette);
  return paintTokens(text, ranges, paints);
}

/** The tokens and comments of a source, and the paint of each. */
export function colorsOfSource(
  text: string,
  palette: Palette,
): { readonly ranges: readonly { readonly start: number; readonly end: number }[]; readonly paints: readonly (Paint | undefined)[] } {
  const { count, kind, start, end } = scanSource(text);
  const ranges: { start: number; end: number }[] = [];
  const paints: (Paint | undefined)[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    const range = { start: start[index]!, end: end[index]! };
    // Comments are no tokens.
    if (/\S/.test(text.slice(at, range.start))) {
      ranges.push({ start: at, end: range.start });
      paints.push(palette.quiet);
    }
    ranges.push(range);
    paints.push(paintOf(kind[index]!, text.slice(range.start, range.end), text[range.end] ?? "", palette));
    at = range.end;
  }
  if (/\S/.test(text.slice(at))) {
    ranges.push({ start: at, end: text.length });
    paints.push(palette.quiet);
  }
  return { ranges, paints };
}

function paintOf(kind: number, token: string, next: string, palette: Palette): Paint | undefined {
  switch (kind) {
    case TokenKind.docComment:
      return palette.quiet;
    case TokenKind.literal:
      return palette.literal;
    case TokenKind.lifetime:
      return palette.type;
    case TokenKind.ident:
      if (isKeyword(token)) return palette.keyword;
      if (next === "!" || next === "(") return palette.call;
      return /^_*\p{Lu}/u.test(token) ? palette.type : undefined;
    default:
      return undefined;
  }
}
