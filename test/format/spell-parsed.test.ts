import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Entry, type EntryMetadata, encodeSpanMap, lexExpansion, readExpansion, spellParsed, type TokenTree } from "#format";

function treesOf(text: string): readonly TokenTree[] {
  const lexed = lexExpansion(text);
  if (!lexed.ok) throw new Error(lexed.problem.message);
  return lexed.trees;
}

const spelled = (text: string, facts: string) => {
  const result = spellParsed(treesOf(text), facts);
  return result.ok ? result.text : result;
};

describe("a stream that was parsed is spelled", () => {
  test("as the examples of docs/format.md say", () => {
    const page = readFileSync(path.join(import.meta.dirname, "../../docs/format.md"), "utf8");
    const rows = [...page.matchAll(/^\| `(?<text>[^`]+)` \| `.* \| `(?<digits>[A-Za-z0-9+/]+)` \|$/gm)].map(({ groups }) => [groups!["text"], groups!["digits"]]);
    expect(rows).toEqual([["a::b(c)", "f"], ["/** d */x", "gD"]]);
    // A stream's last token is followed by a space if no fact says otherwise.
    expect(spelled("a::b(c)", "f")).toBe("a::b(c) ");
    expect(spelled('# [doc = " d "] x', "gD")).toBe("/** d */x ");
  });

  test.each([
    ["a::b(c).d", "", "a :: b ( c ) . d "],
    ["r#fn<'a>[x]", "Z", "r#fn< 'a >[x ] "],
    ['# ![doc = "b"] # [doc = "c"]', "ACI", "//!b\n///c\n"],
    ['# [doc = "\\"\\u{e9}\\\\"] x', "AD", '/**"é\\*/ x '],
    ['# [doc = "x"]', "", '# [ doc = "x" ] '],
  ])("%s with the facts %j", (text, facts, expected) => expect(spelled(text, facts)).toBe(expected));

  test.each([
    ["a b", "E", "more facts than"],
    ["a b", "AA", "more facts than"],
    ["§(a§)", "", "without delimiters"],
    ['+ [doc = "b"]', "AB", "no attribute"],
    ['[doc = "b"]', "gB", "no attribute"],
    ['# [doc = "\\x41"]', "AB", "cannot be read"],
    ['# [doc = "\\u{110000}"]', "AB", "cannot be read"],
  ])("but not %s with the facts %j", (text, facts, problem) => expect(spelled(text, facts)).toEqual({ ok: false, problem: expect.stringContaining(problem) }));

  test("never longer than with spaces between all tokens", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/]{0,3}$/), (facts) => {
        const text = spellParsed(treesOf("a::b(c) + [d; 2]"), facts);
        if (text.ok) expect(text.text.replaceAll(" ", "")).toBe("a::b(c)+[d;2]");
      }),
    );
  });
});

test.each([
  ["7:0123456789abcdef", 0, undefined],
  ["6:0123456789abcdef", 0, "more tokens"],
  ["9:0123456789abcdef", 1, "more tokens"],
  ["10:0123456789abcdef", 1, undefined],
])("an entry whose text has the length and hash %s, stream %i: %s", (print, stream, problem) => {
  const spans = encodeSpanMap({ derived: [], runs: [{ kind: "parsed", length: 5, text: 0, stream, facts: "f" }] });
  const read = readExpansion({ metadata: { parsed: [print], spans } as unknown as EntryMetadata, invocation: "", expansion: "a::b(c)" } as Entry);
  expect(read.ok ? undefined : read.problem).toEqual(problem === undefined ? undefined : expect.stringContaining(problem));
});

test("an entry that hands back a text that it does not list is damaged", () => {
  const spans = encodeSpanMap({ derived: [], runs: [{ kind: "parsed", length: 1, text: 1, stream: 0, facts: "" }] });
  const read = readExpansion({ metadata: { parsed: ["9:0123456789abcdef"], spans } as unknown as EntryMetadata, invocation: "", expansion: "a" } as Entry);
  expect(read).toMatchObject({ ok: false, problem: "a text that is not in `parsed`" });
});
