import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lexExpansion, printFaithfully, printTokens, printTokensPlain, type TokenTree } from "#format";
import { arbitraryTrees } from "./arbitrary-trees.ts";
import { aloneFor, expectReadsBack } from "./reads-back.ts";

test("the layout reads back as the same tokens, whatever they are", () => {
  fc.assert(
    fc.property(arbitraryTrees, fc.constantFrom(1, 20, 100), (trees, width) => expectReadsBack(printTokens(trees, { width }), trees)),
    { numRuns: 10000 },
  );
});

test("the plain layout reads back as the same tokens, whatever they are", () => {
  fc.assert(fc.property(arbitraryTrees, (trees) => expectReadsBack(printTokensPlain(trees), trees)), { numRuns: 2000 });
});

test("the layout does not depend on the white space of what was read", () => {
  fc.assert(
    fc.property(arbitraryTrees, (trees) => {
      const { expansion, alone } = printFaithfully(trees);
      const lexed = lexExpansion(expansion, alone);
      expect(lexed.ok && printTokens(lexed.trees)).toBe(expansion);
    }),
    { numRuns: 500 },
  );
});

test("the plain layout is never needed, nor `alone` with it", () => {
  fc.assert(
    fc.property(arbitraryTrees, (trees) => {
      expect(printFaithfully(trees)).toEqual({ expansion: printTokens(trees), alone: aloneFor(printTokens(trees), trees) });
      expect(aloneFor(printTokensPlain(trees), trees)).toBe("");
    }),
    { numRuns: 1000 },
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

test("a struct literal's field may be named by anything", () => {
  for (const name of ["[a]", "(a)", "{ a }", "§( a §)", '"a"', "1", "'a", "::"]) {
    const lexed = lexExpansion(`let x = S { ${name}: 1, ${name}: ${name} };`);
    if (!lexed.ok) throw new Error(lexed.problem.message);
    expectReadsBack(printTokens(lexed.trees), lexed.trees);
  }
});

test.each([256, 1024])("groups nested %i deep are laid out or printed plainly, and read back", (depth) => {
  for (const delimiter of ["(", "{", "[", "none"] as const) {
    let trees: TokenTree[] = [{ kind: "ident", text: "x", raw: false }];
    for (let level = 0; level < depth; level++) trees = [{ kind: "group", delimiter, trees }];
    expectReadsBack(printTokens(trees), trees);
  }
});

test("long flat runs of prefix operators and keywords do not overflow the stack", () => {
  for (const word of ["!", "&", "return", "match", "if", "|", "move", "for", "-", "..", "=", "#"]) {
    const one: TokenTree = /\w/.test(word)
      ? { kind: "ident", text: word, raw: false }
      : { kind: "punct", char: word[0]!, joint: false };
    const trees = Array.from({ length: 20_000 }, () => one);
    expectReadsBack(printTokens(trees), trees);
  }
});

/** Rust that was cut up: the layout's own paths, left in the middle. */
const golden = path.join(import.meta.dirname, "golden");
const real = readdirSync(golden)
  .filter((name) => name.endsWith(".tokens"))
  .map((name) => {
    const lexed = lexExpansion(readFileSync(path.join(golden, name), "utf8"));
    return lexed.ok ? lexed.trees : [];
  });

function cut(trees: readonly TokenTree[], decisions: Iterator<number>): TokenTree[] {
  return trees.flatMap((tree): TokenTree[] => {
    const content = tree.kind === "group" ? cut(tree.trees, decisions) : [];
    const kept = tree.kind === "group" ? { ...tree, trees: content } : tree;
    switch (decisions.next().value) {
      case 0:
        return [];
      case 1:
        return [kept, kept];
      case 2:
        return content;
      case 3:
        return tree.kind === "punct" ? [{ ...tree, joint: !tree.joint }] : [kept];
      case 4:
        return tree.kind === "group" ? [{ ...tree, delimiter: "none", trees: content }] : [kept];
      default:
        return [kept];
    }
  });
}

test("the layout reads back as the same tokens when pieces of real code are missing or doubled", () => {
  fc.assert(
    fc.property(fc.constantFrom(...real), fc.infiniteStream(fc.integer({ min: 0, max: 80 })), (trees, decisions) => {
      const mutated = cut(trees, decisions);
      expectReadsBack(printTokens(mutated), mutated);
    }),
    { numRuns: 300 },
  );
});
