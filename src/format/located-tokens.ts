import { isWhiteSpace } from "./characters.ts";
import { delimiterText } from "./print-tokens-plain.ts";
import type { TokenTree } from "./token-tree.ts";

/** A token with its place in the text of the expansion. A group is two: its delimiters. */
export interface LocatedToken {
  readonly kind: "ident" | "punct" | "literal" | "open" | "close";
  /** UTF-16 offsets in the text; scope and `§~` belong to the token. */
  readonly start: number;
  readonly end: number;
  /** The token's number in pre-order, as span maps count; both delimiters have the group's. */
  readonly index: number;
  /** 0 for all but identifiers. */
  readonly scope: number;
  /** Whether a punct is Joint; false for all else. */
  readonly joint: boolean;
}

/** The tokens of a text that was lexed to these trees, in the order of the text. */
export function locateTokens(text: string, trees: readonly TokenTree[]): LocatedToken[] {
  const tokens: LocatedToken[] = [];
  let at = 0;
  let count = 0;
  const take = (kind: LocatedToken["kind"], length: number, index: number, scope = 0, joint = false): void => {
    tokens.push({ kind, start: at, end: at + length, index, scope, joint });
    at += length;
  };
  const skip = (): void => {
    while (isWhiteSpace(text.charCodeAt(at))) at++;
  };
  const visit = (level: readonly TokenTree[]): void => {
    for (const tree of level) {
      skip();
      const index = count++;
      switch (tree.kind) {
        case "group": {
          const { open, close } = delimiterText[tree.delimiter];
          take("open", open.length, index);
          visit(tree.trees);
          skip();
          take("close", close.length, index);
          break;
        }
        case "ident": {
          const scope = tree.scope ?? 0;
          take("ident", (tree.raw ? 2 : 0) + tree.text.length + (scope === 0 ? 0 : 1 + String(scope).length), index, scope);
          break;
        }
        case "literal":
          take("literal", tree.text.length, index);
          break;
        case "punct": {
          const length = tree.char === "'" && text.charCodeAt(at) === 0xa7 ? 2 : 1;
          take("punct", length + (text.startsWith("§~", at + length) ? 2 : 0), index, 0, tree.joint);
          break;
        }
      }
    }
  };
  visit(trees);
  return tokens;
}
