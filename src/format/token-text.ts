import { isPunctChar } from "./characters.ts";
import type { Ident, Punct, TokenTree } from "./token-tree.ts";

/** How an identifier is written in an expansion: `r#` where raw, and its scope. */
export function identText(ident: Ident): string {
  const name = ident.raw ? `r#${ident.text}` : ident.text;
  return ident.scope === undefined || ident.scope === 0 ? name : `${name}§${ident.scope}`;
}

/** The identifier of the lifetime that `punct` begins, when `punct` and `next` are one. */
export function lifetimeName(punct: Punct, next: TokenTree | undefined): Ident | undefined {
  const begins = punct.char === "'" && punct.joint && next?.kind === "ident" && next.text !== "$crate";
  return begins ? next : undefined;
}

/**
 * How a punct that begins no lifetime is written before `next`. With `glued`, `next` must follow without white
 * space, which is what makes the punct Joint; else `next` must not follow directly if it is a punct.
 */
export function punctText(punct: Punct, next: TokenTree | undefined): { text: string; glued: boolean } {
  const text = punct.char === "'" ? "§'" : punct.char;
  if (!punct.joint) return { text, glued: false };
  const glued =
    punct.char !== "'" && next?.kind === "punct" && next.char !== "'" && isPunctChar(next.char.charCodeAt(0));
  // Other readers than ours would take `//` and `/*` for the start of a comment.
  if (!glued || (punct.char === "/" && (next.char === "/" || next.char === "*"))) {
    return { text: `${text}§~`, glued: false };
  }
  return { text, glued: true };
}
