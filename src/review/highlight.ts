import { lexExpansion, type TokenTree } from "#format/reading";
import pc from "picocolors";
import { isKeyword } from "./keywords.ts";
import { locateTokens } from "./located-tokens.ts";
import { visibleText } from "./visible-text.ts";

/** Colours a text that is safe to print; it must not span lines. */
export type Paint = (text: string) => string;

/** What each part of an output looks like; without colours every paint leaves the text as it is. */
export interface Palette {
  readonly keyword: Paint;
  readonly type: Paint;
  readonly call: Paint;
  readonly literal: Paint;
  readonly attribute: Paint;
  readonly quiet: Paint;
  readonly bold: Paint;
  readonly added: Paint;
  readonly removed: Paint;
  readonly addedToken: Paint;
  readonly removedToken: Paint;
  readonly input: Paint;
  readonly spanned: Paint;
  readonly warning: Paint;
  readonly scope: (scope: number) => Paint;
}

export function paletteFor(color: boolean): Palette {
  const c = pc.createColors(color);
  const scopes: readonly Paint[] = [c.magentaBright, c.cyanBright, c.yellowBright, c.blueBright, c.redBright, c.greenBright];
  return {
    keyword: c.blue,
    type: c.cyan,
    call: c.yellow,
    literal: c.green,
    attribute: c.gray,
    quiet: c.gray,
    bold: c.bold,
    added: c.green,
    removed: c.red,
    addedToken: (text) => c.inverse(c.green(text)),
    removedToken: (text) => c.inverse(c.red(text)),
    input: (text) => c.bold(c.green(text)),
    spanned: c.yellow,
    warning: (text) => c.bold(c.yellow(text)),
    scope: (scope) => scopes[(scope - 1) % scopes.length]!,
  };
}

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
