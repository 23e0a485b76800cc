import type { TokenTree } from "./token-tree.ts";

/** Whether two streams have the same trees: structure, text, spacing and scopes; spans are not looked at. */
export function sameTokens(a: readonly TokenTree[], b: readonly TokenTree[]): boolean {
  return a.length === b.length && a.every((tree, index) => sameTree(tree, b[index]!));
}

function sameTree(a: TokenTree, b: TokenTree): boolean {
  switch (a.kind) {
    case "group":
      return b.kind === "group" && a.delimiter === b.delimiter && sameTokens(a.trees, b.trees);
    case "ident":
      return b.kind === "ident" && a.text === b.text && a.raw === b.raw && (a.scope ?? 0) === (b.scope ?? 0);
    case "punct":
      return b.kind === "punct" && a.char === b.char && a.joint === b.joint;
    case "literal":
      return b.kind === "literal" && a.text === b.text;
  }
}
