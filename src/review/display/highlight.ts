import { lexExpansion, locateTokens, type TokenTree } from "#format/reading";
import { isKeyword } from "./keywords.ts";
import type { Paint, Palette } from "./palette.ts";
import { visibleText } from "./visible-text.ts";

/** An expansion's text with each token in its colour; as it is where it cannot be lexed. */
export function highlightExpansion(text: string, alone: string | undefined, palette: Palette): string {
  const lexed = lexExpansion(text, alone);
  return lexed.ok ? paintTokens(text, locateTokens(text, lexed.trees), colorsOf(text, lexed.trees, palette)) : visibleText(text);
}

/** A text with its tokens painted, one paint for each of `tokens`; white space between them stays. */
export function paintTokens(
  text: string,
  tokens: readonly { readonly start: number; readonly end: number }[],
  paints: readonly (Paint | undefined)[],
): string {
  const parts: string[] = [];
  let at = 0;
  for (const [index, { start, end }] of tokens.entries()) {
    if (start > at) parts.push(visibleText(text.slice(at, start)));
    const shown = visibleText(text.slice(start, end));
    const paint = paints[index];
    // Pagers forget colours at the end of a line.
    parts.push(paint === undefined ? shown : shown.includes("\n") ? shown.split("\n").map(paint).join("\n") : paint(shown));
    at = end;
  }
  parts.push(visibleText(text.slice(at)));
  return parts.join("");
}

/** The paint of each token, in the order of `locateTokens`. */
export function colorsOf(text: string, trees: readonly TokenTree[], palette: Palette): (Paint | undefined)[] {
  const paints: (Paint | undefined)[] = [];
  const visit = (level: readonly TokenTree[], inAttribute: boolean): void => {
    for (const [index, tree] of level.entries()) {
      const before = level[index - 1];
      const next = level[index + 1];
      switch (tree.kind) {
        case "group": {
          const begins = tree.delimiter === "[" && before?.kind === "punct" && (before.char === "#" || isInner(before, level[index - 2]));
          const attribute = inAttribute || begins;
          const paint = attribute ? palette.attribute : undefined;
          paints.push(paint);
          visit(tree.trees, attribute);
          paints.push(paint);
          break;
        }
        case "ident":
          paints.push(identPaint(tree, before, next, inAttribute, palette));
          break;
        case "literal":
          paints.push(palette.literal);
          break;
        case "punct":
          paints.push(
            inAttribute || (tree.char === "#" && next?.kind === "group")
              ? palette.attribute
              : tree.char === "'"
                ? palette.type
                : undefined,
          );
          break;
      }
    }
  };
  visit(trees, false);
  return paints;
}

function identPaint(
  { text, raw, scope }: { readonly text: string; readonly raw: boolean; readonly scope?: number | undefined },
  before: TokenTree | undefined,
  next: TokenTree | undefined,
  inAttribute: boolean,
  palette: Palette,
): Paint | undefined {
  if (scope !== undefined && scope > 0) return palette.scope(scope);
  if (inAttribute) return palette.attribute;
  if (!raw && isKeyword(text)) return palette.keyword;
  if (before?.kind === "punct" && before.char === "'") return palette.type;
  if (next?.kind === "punct" && next.char === "!") return palette.call;
  if (next?.kind === "group" && next.delimiter === "(") return palette.call;
  return /^_*\p{Lu}/u.test(text) ? palette.type : undefined;
}

function isInner(before: TokenTree, hash: TokenTree | undefined): boolean {
  return before.kind === "punct" && before.char === "!" && hash?.kind === "punct" && hash.char === "#";
}
