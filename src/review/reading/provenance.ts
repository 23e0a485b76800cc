import { isHandedBack, type LocatedToken, type SpanMap, type TokenTree } from "#format/reading";
import { scanSource, TokenKind } from "#source";

/**
 * Where a token comes from: the macro; the user's own tokens (`input`); or the macro, which only gave it the place
 * of one of the user's tokens (`spanned`), so that errors are shown there.
 */
export type Provenance = "macro" | "input" | "spanned";

/**
 * The provenance of each token. The span map tells which tokens stand at the input's places; of these, the ones
 * that the invocation's text has as well are taken for the input's own.
 */
export function provenanceOf(
  text: string,
  tokens: readonly LocatedToken[],
  trees: readonly TokenTree[],
  spans: SpanMap | undefined,
  invocation: string,
): Provenance[] {
  if (spans === undefined) return tokens.map(() => "macro");
  const placed = placesOf(trees, spans);
  const occurs = occurrence(invocation);
  // Punctuation is alike everywhere: it goes with the word before it, as in a path that the macro wrote.
  let word: Provenance = "macro";
  return tokens.map(({ start, end, index, kind }) => {
    if (placed[index] !== true) return (word = "macro");
    const token = text.slice(start, end);
    const isOwn = occurs(kind === "ident" ? token.replace(/§\d+$/, "") : token.replace(/§~$/, "").replace(/^§(?=['()])/, ""));
    const origin: Provenance = isOwn ? "input" : "spanned";
    if (kind === "ident" || kind === "literal") return (word = origin);
    return word === "macro" ? origin : word;
  });
}

/** For each token in pre-order, whether its span is one of the input's. */
function placesOf(trees: readonly TokenTree[], { runs }: SpanMap): boolean[] {
  const placed: boolean[] = [];
  let run = 0;
  let used = 0;
  const cover = (tree: TokenTree, isInput: boolean): void => {
    placed.push(isInput);
    if (tree.kind === "group") for (const inner of tree.trees) cover(inner, isInput);
  };
  const visit = (level: readonly TokenTree[]): void => {
    for (let index = 0; index < level.length; ) {
      const current = runs[run];
      if (current === undefined) return;
      if (isHandedBack(current)) {
        const length = current.kind === "clone" ? 1 : current.length;
        for (const tree of level.slice(index, index + length)) cover(tree, current.kind !== "parsed");
        index += length;
        run++;
        continue;
      }
      // Span 1 is the mixed site.
      placed.push(current.kind === "input" || (current.kind === "same" && current.span > 1));
      if (++used === current.length) {
        run++;
        used = 0;
      }
      const tree = level[index++]!;
      if (tree.kind === "group") visit(tree.trees);
    }
  };
  visit(trees);
  return placed;
}

/** Whether the invocation has a token: a word, a literal, punctuation. A doc comment counts as its literal. */
export function occurrence(invocation: string): (token: string) => boolean {
  const { count, kind, start, end } = scanSource(invocation);
  const known = new Set<string>();
  for (let index = 0; index < count; index++) {
    const token = invocation.slice(start[index], end[index]);
    if (kind[index] === TokenKind.docComment) known.add(`"${docText(token)}"`);
    else if (kind[index] === TokenKind.lifetime) known.add("'").add(token.slice(1));
    else if (kind[index] === TokenKind.punct) for (const char of token) known.add(char);
    else known.add(token.replace(/^r#(?!")/, ""));
  }
  return (token) => known.has(token.replace(/^r#(?!")/, "")) || (token.startsWith('"') && known.has(token.replace(/\\(["'\\])/g, "$1")));
}

function docText(comment: string): string {
  return comment.startsWith("/*") ? comment.slice(3, -2) : comment.slice(3);
}
