import type { SpanMap, TokenTree } from "#format/reading";
import type { LocatedToken } from "./located-tokens.ts";

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
  return tokens.map(({ start, end, index, kind }) => {
    if (placed[index] !== true) return "macro";
    const token = text.slice(start, end);
    return occurs(kind === "ident" ? token.replace(/§\d+$/, "") : token.replace(/§~$/, "").replace(/^§(?=['()])/, "")) ? "input" : "spanned";
  });
}

/** For each token in pre-order, whether its span is one of the input's. */
function placesOf(trees: readonly TokenTree[], { runs }: SpanMap): boolean[] {
  const placed: boolean[] = [];
  let run = 0;
  let used = 0;
  const cover = (tree: TokenTree): void => {
    placed.push(true);
    if (tree.kind === "group") for (const inner of tree.trees) cover(inner);
  };
  const visit = (level: readonly TokenTree[]): void => {
    for (let index = 0; index < level.length; ) {
      const current = runs[run];
      if (current === undefined) return;
      if (current.kind === "clone" || current.kind === "unopened") {
        const length = current.kind === "clone" ? 1 : current.length;
        for (const tree of level.slice(index, index + length)) cover(tree);
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

/** Whether the invocation has a word, literal or punctuation; a doc comment counts as its literal. */
export function occurrence(invocation: string): (token: string) => boolean {
  const words = new Set(invocation.match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []);
  const known = new Map<string, boolean>();
  return (token) => {
    let found = known.get(token);
    if (found === undefined) {
      found = /^(?:r#)?[\p{L}_][\p{L}\p{N}\p{M}_]*$/u.test(token)
        ? words.has(token.replace(/^r#/, ""))
        : invocation.includes(token) || (/^".+"$/s.test(token) && invocation.includes(token.slice(1, -1).replace(/\\(["'\\])/g, "$1")));
      known.set(token, found);
    }
    return found;
  };
}
