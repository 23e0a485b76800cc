import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeSpacing, lexExpansion, SpacingReader } from "#format";

const [J, A] = [true, false];

function read(alone: string, count: number): (boolean | undefined)[] | undefined {
  const reader = new SpacingReader(alone);
  const joint = Array.from({ length: count }, () => reader.next());
  return reader.atEnd ? joint : undefined;
}

test("runs alternate, and what is left is Joint", () => {
  expect(encodeSpacing([])).toBe("");
  expect(encodeSpacing([J, J, J])).toBe("");
  expect(encodeSpacing([A, A, J])).toBe("AC");
  expect(encodeSpacing([J, J, A, J, A, A])).toBe("CBBC");
  expect(read("AAC", 3)).toEqual([J, J, J]);
});

test("what is written is read", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean()), (joint) => {
      expect(read(encodeSpacing(joint), joint.length)).toEqual(joint);
    }),
  );
});

test("the example of docs/format.md", () => {
  const lexed = lexExpansion("a?; b::c?;", "ABBB");
  expect(lexed.ok && lexed.trees.flatMap((tree) => (tree.kind === "punct" ? [`${tree.char}${tree.joint ? "J" : "A"}`] : []))).toEqual(["?A", ";A", ":J", ":A", "?A", ";A"]);
});

test.each([["more puncts than there are", "AC"], ["runs that end in a number", "Ag"], ["no base64", "A!"]])("%s are a problem", (_, alone) => {
  expect(lexExpansion("a?; b", alone).ok).toBe(false);
});
