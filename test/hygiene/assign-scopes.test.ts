import { describe, expect, test } from "vitest";
import { lexExpansion, numberInput, type TokenTree } from "#format";
import { assignScopes } from "#hygiene";

type Kind = Parameters<typeof assignScopes>[0];

function trees(text: string): readonly TokenTree[] {
  const lexed = lexExpansion(text);
  if (!lexed.ok) throw new Error(lexed.problem.message);
  return lexed.trees;
}

interface Place {
  readonly context: number;
  readonly lo?: number;
  readonly hi?: number;
}

/** The scopes of ids, in order. `places` gives ids their contexts; the call site has #7 bytes 100..200, the mixed site #8. */
function scopesOf(kind: Kind, attr: string, input: string, places: Record<number, Place>, ids: readonly number[], otherwise = 0) {
  const numbering = numberInput(trees(attr), trees(input));
  const spans = [
    { context: 7, lo: 100, hi: 200 },
    { context: 8, lo: 100, hi: 200 },
    ...Array.from({ length: numbering.end - 4 }, (_, index) => ({ context: otherwise, lo: 0, hi: 1, ...places[index + 4] })),
  ];
  const assigner = assignScopes(kind, numbering, spans);
  return { scopes: ids.map(assigner.scopeOf), origins: assigner.scopes() };
}

test("the call site and input that all has one context need no suffix", () => {
  expect(scopesOf("function", "", "a b", {}, [0, 4, 5], 3)).toEqual({ scopes: [0, 0, 0], origins: {} });
});

test("numbers are given in order of first appearance", () => {
  const places = { 4: { context: 0, lo: 110, hi: 111 }, 5: { context: 5 }, 6: { context: 6 } };
  const { scopes, origins } = scopesOf("function", "", "a b c", places, [6, 1, 5, 6, 4, 1]);
  expect(scopes).toEqual([1, 2, 3, 1, 0, 2]);
  expect(origins).toEqual({ "1": { span: 6 }, "2": "mixed_site", "3": { span: 5 } });
});

test("an input token in the mixed site's or the call site's context is in that scope", () => {
  const places = { 4: { context: 8 }, 5: { context: 7 }, 6: { context: 0, lo: 110, hi: 111 } };
  expect(scopesOf("function", "", "a b c", places, [4, 1, 5, 6]).scopes).toEqual([1, 1, 0, 0]);
});

describe("the invocation's own context", () => {
  test("of a function-like macro is that of tokens within the call site", () => {
    const places = { 4: { context: 1, lo: 10, hi: 11 }, 5: { context: 2, lo: 150, hi: 151 } };
    expect(scopesOf("function", "", "a b", places, [4, 5]).scopes).toEqual([1, 0]);
  });

  test("is not that of tokens that only begin within the call site", () => {
    const places = { 4: { context: 1, lo: 150, hi: 201 }, 5: { context: 2, lo: 150, hi: 200 } };
    expect(scopesOf("function", "", "a b", places, [4, 5]).scopes).toEqual([1, 0]);
  });

  test("is none when tokens of several contexts all come from elsewhere", () => {
    expect(scopesOf("function", "", "a b", { 4: { context: 1 }, 5: { context: 2 } }, [4, 5]).scopes).toEqual([1, 2]);
  });

  // #[a] pub struct S: # 4, [a] 5 6 a 7 ] 8, pub 9, struct 10, S 11.
  test.each<[Kind, string, string, number]>([
    ["derive", "", "#[a] pub struct S", 10],
    ["attribute", "", "#[a] pub fn f", 10],
    ["derive", "", "§(pub§) enum E", 8],
    ["attribute", "x", "§(struct S§)", 7],
    ["attribute", "", "#[struct_] impl X", 9],
  ])("of %s(%s) %s is its keyword's", (kind, attr, input, keyword) => {
    const all = Array.from({ length: 16 }, (_, index) => index + 4);
    const places = Object.fromEntries(all.map((id) => [id, { context: id === keyword ? 3 : 4 }]));
    const other = keyword === 4 ? 5 : 4;
    expect(scopesOf(kind, attr, input, places, [keyword, other]).scopes).toEqual([0, 1]);
  });
});

test("no input at all is no problem", () => {
  expect(scopesOf("function", "", "", {}, [0, 1])).toEqual({ scopes: [0, 1], origins: { "1": "mixed_site" } });
});
