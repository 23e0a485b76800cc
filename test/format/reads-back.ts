import { encodeSpacing, lexExpansion, printTokensPlain, sameTokens, type TokenTree } from "#format";

/** The `alone` that a printed text needs to have these trees' spacing. */
export function aloneFor(text: string, trees: readonly TokenTree[]): string {
  const lexed = lexExpansion(text);
  if (!lexed.ok) throw new Error(`${lexed.problem.line}:${lexed.problem.column} ${lexed.problem.message}\n${text}`);
  const joint: boolean[] = [];
  const collect = (level: readonly TokenTree[]): void => {
    for (const tree of level) {
      if (tree.kind === "punct") joint.push(tree.joint);
      else if (tree.kind === "group") collect(tree.trees);
    }
  };
  collect(trees);
  return encodeSpacing(lexed.adjacent.map((index) => joint[index]!));
}

/** Throws unless a printed text, with the `alone` that it needs, has exactly these tokens. */
export function expectReadsBack(text: string, trees: readonly TokenTree[]): void {
  const lexed = lexExpansion(text, aloneFor(text, trees));
  if (!lexed.ok) throw new Error(`${lexed.problem.line}:${lexed.problem.column} ${lexed.problem.message}\n${text}`);
  if (!sameTokens(lexed.trees, trees)) throw new Error(`other tokens:\n${text}\n${printTokensPlain(lexed.trees)}`);
}
