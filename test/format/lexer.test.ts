import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lexExpansion, printTokensPlain, type TokenTree } from "#format";
import { arbitraryTrees } from "./arbitrary-trees.ts";

/** A compact notation: `i:name§1`, `p:+` Alone, `P:+` Joint, `l:text`, delimiters around groups. */
function show(text: string): string {
  const lexed = lexExpansion(text);
  if (!lexed.ok) return `${lexed.problem.line}:${lexed.problem.column} ${lexed.problem.message}`;
  return notation(lexed.trees);
}

function notation(trees: readonly TokenTree[]): string {
  return trees
    .map((tree) => {
      switch (tree.kind) {
        case "group":
          return `${tree.delimiter}<${notation(tree.trees)}>`;
        case "ident":
          return `i:${tree.raw ? "r#" : ""}${tree.text}${tree.scope === undefined ? "" : `§${tree.scope}`}`;
        case "punct":
          return `${tree.joint ? "P" : "p"}:${tree.char}`;
        case "literal":
          return `l:${tree.text}`;
      }
    })
    .join(" ");
}

describe("identifiers", () => {
  test.each([
    ["a _ _x a1 é 变量", "i:a i:_ i:_x i:a1 i:é i:变量"],
    ["a§1 r#type r#type§12", "i:a§1 i:r#type i:r#type§12"],
    ["$crate $crate§3 $ crate $crates", "i:$crate i:$crate§3 p:$ i:crate p:$ i:crates"],
    ["r b br c cr rb", "i:r i:b i:br i:c i:cr i:rb"],
    ["r #a br#a", "i:r p:# i:a i:br p:# i:a"],
    ["a\u{2028}b\u{85}c\u{200e}d", "i:a i:b i:c i:d"],
  ])("%s", (text, expected) => expect(show(text)).toBe(expected));
});

describe("lifetimes and characters", () => {
  test.each([
    ["'a 'a§2 'r#b '_", "P:' i:a P:' i:a§2 P:' i:r#b P:' i:_"],
    ["&'a x", "p:& P:' i:a i:x"],
    ["'a' '\\'' '\\\\' '\\u{1F980}' '🦀' b'\\x00'", "l:'a' l:'\\'' l:'\\\\' l:'\\u{1F980}' l:'🦀' l:b'\\x00'"],
    ["§' §'§~ §'§~a", "p:' P:' P:' i:a"],
    ["'\"'", "l:'\"'"],
    ["'§'", "l:'§'"],
  ])("%s", (text, expected) => expect(show(text)).toBe(expected));
});

describe("numbers", () => {
  test.each([
    ["1 1_000 0x48u16 0b1 0o7 1e5 1e-5 1E+5f64 1.5f32", "l:1 l:1_000 l:0x48u16 l:0b1 l:0o7 l:1e5 l:1e-5 l:1E+5f64 l:1.5f32"],
    ["2. (2.)", "l:2. (<l:2.>"],
    ["1..2 1.max 1._x 1.é", "l:1 P:. p:. l:2 l:1 p:. i:max l:1 p:. i:_x l:1 p:. i:é"],
    ["x.0.1 x.0 .1", "i:x p:. l:0.1 i:x p:. l:0 p:. l:1"],
    ["1-2 0x1e-2 1u8.0", "l:1 p:- l:2 l:0x1e p:- l:2 l:1u8 p:. l:0"],
    ["1.§(a§)", "l:1 p:. none<i:a>"],
    ["1+-1", "l:1 P:+ p:- l:1"],
  ])("%s", (text, expected) => expect(show(text)).toBe(expected));
});

describe("strings", () => {
  test.each([
    ['"a\\"b" "\\\\" "§§" "//"', 'l:"a\\"b" l:"\\\\" l:"§§" l:"//"'],
    ['r"\\" r#"""# r##"a"#b"## br"x" cr#"y"# c"z" b"w"', 'l:r"\\" l:r#"""# l:r##"a"#b"## l:br"x" l:cr#"y"# l:c"z" l:b"w"'],
    ['"a"suffix r"a"u8', 'l:"a"suffix l:r"a"u8'],
    ['"a\r\n  b"', 'l:"a\r\n  b"'],
  ])("%s", (text, expected) => expect(show(text)).toBe(expected));
});

describe("punctuation", () => {
  test.each([
    ["a::b", "i:a P:: p:: i:b"],
    ["& & && &§~ a", "p:& p:& P:& p:& P:& i:a"],
    ["/§~/ / / /§~* /= */", "P:/ p:/ p:/ p:/ P:/ p:* P:/ p:= P:* p:/"],
    ["-§~(1)", "P:- (<l:1>"],
    ["&$crate & $crate", "P:& i:$crate p:& i:$crate"],
    ["+'a", "p:+ P:' i:a"],
  ])("%s", (text, expected) => expect(show(text)).toBe(expected));
});

test("groups", () => expect(show("(a[b]{c§(d§)})")).toBe("(<i:a [<i:b> {<i:c none<i:d>>>"));

describe("problems name their place", () => {
  test.each([
    ["a\n  (b", "2:3 this ( is never closed"],
    ["(a]", "1:3 ] does not close the ( at 1:1"],
    ["a)", "1:2 ) closes nothing"],
    ["§(a)", "1:4 ) does not close the §( at 1:1"],
    ['x "abc', "1:3 a string that does not end"],
    ['r#"abc"', "1:1 a raw string that does not end"],
    ["'ab'", "1:1 a character literal that does not end"],
    ["'", "1:1 a character literal that does not end"],
    ["'''", "1:1 a character literal that does not end"],
    ["a§0", "1:2 §0 is not a scope"],
    ["a§01", "1:2 §01 is not a scope"],
    ["a§1234567890", "1:2 §1234567890 is not a scope"],
    ["§ a", "1:1 § that is neither a scope nor other markup"],
    ["a \\ b", '1:3 unexpected character "\\\\"'],
    ["a //b", "1:3 what a reader would take for a comment"],
    ["a /* b", "1:3 what a reader would take for a comment"],
    ["r#self", "1:3 self cannot be a raw identifier"],
    ["'r#_", "1:4 _ cannot be a raw identifier"],
    [`r${"#".repeat(256)}"x"${"#".repeat(256)}`, "1:1 a raw string with more than 255 #"],
    ["a ` b", '1:3 unexpected character "`"'],
  ])("%j", (text, expected) => expect(show(text)).toBe(expected));
});

test("nesting is limited, not the stack", () => {
  expect(lexExpansion("(".repeat(1024) + ")".repeat(1024)).ok).toBe(true);
  expect(show("(".repeat(1025))).toBe("1:1025 groups nested more than 1024 deep");
  expect(lexExpansion("(".repeat(1_000_000)).ok).toBe(false);
});

test("size is limited, in bytes", () => {
  const limit = 64 * 1024 * 1024;
  expect(lexExpansion(" ".repeat(limit)).ok).toBe(true);
  expect(show(" ".repeat(limit + 1))).toBe("1:1 the expansion is larger than 64 MiB");
  expect(show("é".repeat(limit / 2 + 1))).toBe("1:1 the expansion is larger than 64 MiB");
});

test("no text makes the lexer throw or hang", () => {
  const pieces = fc.constantFrom(..."§ ~ ( ) [ ] { } ' \" \\ r# b' r\" br#\" 'a $crate § 1 . e - 0x é \n \r # / * x".split(" "), " ", "\u{2028}", "\0", "\ud800");
  fc.assert(fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => typeof lexExpansion(parts.join("")).ok === "boolean"), { numRuns: 3000 });
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => typeof lexExpansion(text).ok === "boolean"), { numRuns: 2000 });
});

test("a printed text that loses a character never makes the lexer throw", () => {
  fc.assert(
    fc.property(arbitraryTrees, fc.nat(), (trees, at) => {
      const text = printTokensPlain(trees);
      const place = text.length === 0 ? 0 : at % text.length;
      return typeof lexExpansion(text.slice(0, place) + text.slice(place + 1)).ok === "boolean";
    }),
  );
});
