import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberInput, sameTokens, type OutputTree, type TokenTree, WireError, WireReader, WireWriter } from "#format";
import { arbitraryTrees } from "./arbitrary-trees.ts";

function bytes(write: (w: WireWriter) => void): Uint8Array {
  const writer = new WireWriter();
  write(writer);
  return writer.finish();
}

function withoutScopes(trees: readonly TokenTree[]): TokenTree[] {
  return trees.map((tree) => {
    if (tree.kind === "group") return { ...tree, trees: withoutScopes(tree.trees) };
    return tree.kind === "ident" ? { ...tree, scope: undefined } : tree;
  });
}

const parsedTrees: readonly TokenTree[] = [
  { kind: "group", delimiter: "{", trees: [{ kind: "punct", char: "+", joint: true }] },
  { kind: "ident", text: "a", raw: false },
];

const outputTrees: fc.Arbitrary<OutputTree[]> = fc.letrec<{ stream: OutputTree[]; tree: OutputTree }>((tie) => {
  const span = fc.integer({ min: 0, max: 0xffff_ffff });
  return {
    stream: fc.array(tie("tree"), { maxLength: 6 }),
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.record({ kind: fc.constant("ident" as const), text: fc.constantFrom("a", "é", "x".repeat(40)), raw: fc.boolean(), span }),
      fc.record({ kind: fc.constant("punct" as const), char: fc.constantFrom(..."+'$#"), joint: fc.boolean(), span }),
      fc.record({ kind: fc.constant("literal" as const), text: fc.constantFrom("1", '"§§"', `"${"🦀".repeat(50)}"`), span }),
      fc.record({ kind: fc.constant("clone" as const), id: span }),
      fc.record({ kind: fc.constant("unopened" as const), reference: span }),
      fc.record({ kind: fc.constant("parsed" as const), text: span, stream: span, trees: fc.constantFrom([], parsedTrees), facts: fc.constantFrom("", "f/0A") }),
      fc.record({ kind: fc.constant("group" as const), delimiter: fc.constantFrom("(", "{", "[", "none"), trees: tie("stream") as fc.Arbitrary<TokenTree[]>, span }),
    ),
  };
}).stream;

test("numbers are LEB128", () => {
  const written = bytes((w) => [0, 1, 127, 128, 300, 0xffff_ffff].forEach((value) => w.u(value)));
  expect([...written]).toEqual([0, 1, 127, 0x80, 1, 0xac, 2, 0xff, 0xff, 0xff, 0xff, 0x0f]);
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (value) => new WireReader(bytes((w) => w.u(value))).u() === value));
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (value) => new WireReader(bytes((w) => w.u32(value))).u32() === value));
});

test("a stream is encoded as the contract says", () => {
  const trees: TokenTree[] = [
    { kind: "group", delimiter: "{", trees: [{ kind: "ident", text: "a", raw: true }] },
    { kind: "punct", char: "+", joint: true },
    { kind: "literal", text: "1u8" },
  ];
  expect([...bytes((w) => w.inputStream(trees))]).toEqual([3, 0, 1, 1, 1, 1, 1, 97, 2, 43, 1, 3, 3, 49, 117, 56]);
  expect([...bytes((w) => w.outputStream([{ kind: "clone", id: 4 }, { kind: "unopened", reference: 1 }, { kind: "punct", char: "+", joint: false, span: 200 }]))]).toEqual([3, 4, 4, 5, 1, 2, 43, 0, 0xc8, 1]);
});

test("streams without spans survive", () => {
  fc.assert(
    fc.property(arbitraryTrees, (trees) => {
      const reader = new WireReader(bytes((w) => w.inputStream(trees)));
      expect(sameTokens(reader.inputStream(), withoutScopes(trees))).toBe(true);
      expect(reader.atEnd).toBe(true);
    }),
  );
});

test("streams with spans, derived spans and the parsed list survive", () => {
  const edge = fc.constantFrom<0 | 1 | 2>(0, 1, 2);
  const derived = fc.array(fc.record({ location: fc.nat(), context: fc.nat(), edge }));
  fc.assert(
    fc.property(outputTrees, derived, (trees, spans) => {
      const reader = new WireReader(
        bytes((w) => {
          w.derivedSpans(spans);
          w.outputStream(trees);
          w.u(1);
          w.u(12);
          w.bytes(Uint8Array.of(0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01));
        }),
      );
      expect(reader.derivedSpans()).toEqual(spans);
      expect(reader.outputStream()).toEqual(trees);
      expect(reader.parsedList()).toEqual(["12:0123456789abcdef"]);
      expect(reader.atEnd).toBe(true);
    }),
  );
});

describe("what is not the encoding is a WireError", () => {
  test.each<[string, number[]]>([
    ["an empty message", []],
    ["a number of six bytes", [0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ["a number above 2^32", [0xff, 0xff, 0xff, 0xff, 0x1f]],
    ["a count that the rest cannot hold", [0xff, 0xff, 0xff, 0xff, 0x0f]],
    ["an unknown tree", [1, 9, 0, 0]],
    ["a clone in an input", [1, 4, 4]],
    ["an unknown delimiter", [1, 0, 4, 0]],
    ["punctuation that is none", [1, 2, 97, 0]],
    ["a string that is not UTF-8", [1, 3, 2, 0xc3, 0x28]],
    ["nesting beyond the limit", Array.from({ length: 1100 }, () => [1, 0, 0]).flat()],
  ])("%s", (_name, input) => expect(() => new WireReader(Uint8Array.from(input)).inputStream()).toThrow(WireError));

  test("whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
        try {
          new WireReader(input).outputStream();
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

test("span ids are given in pre-order, three for a group", () => {
  const attr: TokenTree[] = [{ kind: "ident", text: "a", raw: false }];
  const input: TokenTree[] = [
    { kind: "group", delimiter: "(", trees: [{ kind: "punct", char: "+", joint: false }] },
    { kind: "literal", text: "1" },
  ];
  const { find, end, attr: numberedAttr, input: numberedInput } = numberInput(attr, input);
  const seen = Array.from({ length: end - 4 }, (_, index) => {
    const { tree, role } = find(index + 4)!;
    return `${index + 4} ${tree.kind} ${role} ${tree.span}`;
  });
  expect(seen).toEqual(["4 ident whole 4", "5 group whole 5", "6 group open 5", "7 punct whole 7", "8 group close 5", "9 literal whole 9"]);
  expect(end).toBe(10);
  expect([find(0), find(3), find(10)]).toEqual([undefined, undefined, undefined]);
  expect([...numberedAttr, ...numberedInput].map(({ span }) => span)).toEqual([4, 5, 9]);
});
