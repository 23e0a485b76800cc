import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SourceFile, TokenKind, scanSource } from "#source";
import { growthOf } from "../growth.ts";

function tokensOf(text: string): string[] {
  const scanned = scanSource(text);
  return Array.from({ length: scanned.count }, (_, index) => text.slice(scanned.start[index], scanned.end[index]));
}

describe("scanSource", () => {
  test.each([
    ["a + b", ["a", "+", "b"]],
    ["// c\nx /* y /* z */ */ w", ["x", "w"]],
    ["/// doc\nfn f() {}", ["/// doc", "fn", "f", "(", ")", "{", "}"]],
    ["//// no doc\n/**/ /*** no */ x", ["x"]],
    ["'a 'b' '\\'' '🦀' 'r#x b'\\n'", ["'a", "'b'", "'\\''", "'🦀'", "'r#x", "b'\\n'"]],
    ['"a\\"}" r#"b"{"# br"c" c"d" r##"e"#"##', ['"a\\"}"', 'r#"b"{"#', 'br"c"', 'c"d"', 'r##"e"#"##']],
    ["r#type rr#x", ["r#type", "rr", "#", "x"]],
    ["1..2 1.0e-5f32 1.max(2) 0xE+1 2. x.0.1", ["1", ".", ".", "2", "1.0e-5f32", "1", ".", "max", "(", "2", ")", "0xE", "+", "1", "2.", "x", ".", "0.1"]],
    ["#!/usr/bin/env run\nfn", ["fn"]],
    ["#![no_std]", ["#", "!", "[", "no_std", "]"]],
    ["\uFEFFfn x", ["fn", "x"]],
    ['"open { fn', ['"open { fn']],
    ["/* open", []],
    ["'", ["'"]],
  ])("%j", (text, expected) => {
    expect(tokensOf(text)).toEqual(expected);
  });

  test("delimiters know their partner and their group, also when some are missing", () => {
    const file = new SourceFile("a { b ( c } d ] e");
    const texts = tokensOf(file.text);
    expect(texts).toEqual(["a", "{", "b", "(", "c", "}", "d", "]", "e"]);
    expect([...file.tokens.partner]).toEqual([-1, 5, -1, -1, -1, 1, -1, -1, -1]);
    expect([...file.tokens.parent]).toEqual([-1, -1, 1, 1, 3, -1, -1, -1, -1]);
    expect(file.tokens.kind[7]).toBe(TokenKind.punct);
  });

  test("any text at all is scanned, in order and without gaps inside tokens", () => {
    const pieces = fc.constantFrom("{", "}", "(", ")", "[", "]", "'", '"', "r#", "#", "/*", "*/", "//", "\n", "\\", "1.", "e", "🦀", "fn ", "mod x;", "!", " ");
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: "binary" }))), (parts) => {
        const text = parts.join("");
        const scanned = scanSource(text);
        let last = 0;
        for (let index = 0; index < scanned.count; index += 1) {
          const start = scanned.start[index] ?? -1;
          const end = scanned.end[index] ?? -1;
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = end;
        }
      }),
    );
  });

  test.each(["{(", ")}", "/*", "'", "r#", 'r#"', "]", "a.b(|x| y {"])("time is linear in the length of odd input: %s", (piece) => {
    expect(growthOf((size) => scanSource(piece.repeat(size / piece.length)), 60_000)).toBeLessThan(10);
  });
});

describe("positions", () => {
  const file = new SourceFile("fn a() {\r\n  let s = \"🦀é\"; b!();\n}\n");

  test("columns count characters, not bytes or UTF-16 units", () => {
    expect(file.slice({ line: 2, column: 17 }, { line: 2, column: 21 })).toBe("b!()");
    expect(file.slice({ line: 1, column: 1 }, { line: 1, column: 3 })).toBe("fn");
  });

  test("places that do not exist are undefined", () => {
    expect(file.offsetOf({ line: 9, column: 1 })).toBeUndefined();
    expect(file.offsetOf({ line: 2, column: 99 })).toBeUndefined();
    expect(file.offsetOf({ line: 1, column: 0 })).toBeUndefined();
    expect(file.slice({ line: 2, column: 1 }, { line: 1, column: 1 })).toBeUndefined();
  });
});
