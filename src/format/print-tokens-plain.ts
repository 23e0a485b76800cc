import { identText, lifetimeName, punctText } from "./token-text.ts";
import type { Delimiter, TokenTree } from "./token-tree.ts";

/** Prints token trees on one line with a space between any two tokens that may have one. */
export function printTokensPlain(trees: readonly TokenTree[]): string {
  const out: string[] = [];
  printInto(out, trees);
  return out.join("").trimEnd();
}

/** How the delimiters of a group are written in an expansion. */
export const delimiterText: Readonly<Record<Delimiter, { readonly open: string; readonly close: string }>> = {
  "(": { open: "(", close: ")" },
  "[": { open: "[", close: "]" },
  "{": { open: "{", close: "}" },
  none: { open: "§(", close: "§)" },
};

function printInto(out: string[], trees: readonly TokenTree[]): void {
  for (let index = 0; index < trees.length; index++) {
    const tree = trees[index]!;
    switch (tree.kind) {
      case "group": {
        const { open, close } = delimiterText[tree.delimiter];
        out.push(open, tree.trees.length === 0 ? "" : " ");
        printInto(out, tree.trees);
        out.push(close, " ");
        break;
      }
      case "ident":
        out.push(identText(tree), " ");
        break;
      case "literal":
        out.push(tree.text, " ");
        break;
      case "punct": {
        const next = trees[index + 1];
        const name = lifetimeName(tree, next);
        if (name !== undefined) {
          out.push("'", identText(name), " ");
          index++;
          break;
        }
        const { text, glued } = punctText(tree, next);
        out.push(text, glued ? "" : " ");
        break;
      }
    }
  }
}
