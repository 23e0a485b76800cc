import fc from "fast-check";
import { expect, test } from "vitest";
import { lexExpansion, printTokens, printTokensPlain, sameTokens, type TokenTree } from "#format";
import { arbitraryTrees } from "./arbitrary-trees.ts";

function readsBack(text: string, trees: readonly TokenTree[]): void {
  const lexed = lexExpansion(text);
  if (!lexed.ok) throw new Error(`${lexed.problem.line}:${lexed.problem.column} ${lexed.problem.message}\n${text}`);
  if (!sameTokens(lexed.trees, trees)) throw new Error(`other tokens:\n${text}\n${printTokensPlain(lexed.trees)}`);
}

test("the layout reads back as the same tokens, whatever they are", () => {
  fc.assert(
    fc.property(arbitraryTrees, fc.constantFrom(1, 20, 100), (trees, width) => readsBack(printTokens(trees, { width }), trees)),
    { numRuns: 30000 },
  );
});

test("the plain layout reads back as the same tokens, whatever they are", () => {
  fc.assert(fc.property(arbitraryTrees, (trees) => readsBack(printTokensPlain(trees), trees)), { numRuns: 2000 });
});

test("the layout does not depend on the white space of what was read", () => {
  fc.assert(
    fc.property(arbitraryTrees, (trees) => {
      const once = printTokens(trees);
      const lexed = lexExpansion(once);
      expect(lexed.ok && printTokens(lexed.trees)).toBe(once);
    }),
    { numRuns: 500 },
  );
});

test("the layout has no line that ends in white space outside literals", () => {
  fc.assert(
    fc.property(arbitraryTrees, (trees) => {
      const text = printTokens(trees);
      if (!text.includes('"')) expect(text).not.toMatch(/[ \t]+$/m);
    }),
  );
});

test.each([256, 1024])("groups nested %i deep are laid out or printed plainly, and read back", (depth) => {
  for (const delimiter of ["(", "{", "[", "none"] as const) {
    let trees: TokenTree[] = [{ kind: "ident", text: "x", raw: false }];
    for (let level = 0; level < depth; level++) trees = [{ kind: "group", delimiter, trees }];
    readsBack(printTokens(trees), trees);
  }
});

test("long flat runs of prefix operators and keywords do not overflow the stack", () => {
  for (const word of ["!", "&", "return", "match", "if", "|", "move", "for", "-", "..", "=", "#"]) {
    const one: TokenTree = /\w/.test(word)
      ? { kind: "ident", text: word, raw: false }
      : { kind: "punct", char: word[0]!, joint: false };
    const trees = Array.from({ length: 20_000 }, () => one);
    readsBack(printTokens(trees), trees);
  }
});
