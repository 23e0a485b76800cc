import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FuzzCase, generateCase, withRightChecksum } from "./generate-case.ts";
import { Random } from "./random.ts";
import { describeDisagreement, RustDecoder, runCases } from "./run-cases.ts";
import { decode } from "./typescript-decoder.ts";

let rust: RustDecoder;

beforeAll(() => {
  rust = new RustDecoder();
});
afterAll(() => rust[Symbol.dispose]());

/** `npm run fuzz -- --seconds 600` goes on from a random seed. */
test("the shim and the TypeScript reader agree on 8000 entries, whole and damaged", () => {
  const { accepted, disagreements } = runCases(rust, 1, 8000);
  expect(disagreements.slice(0, 3).map(describeDisagreement).join("\n")).toBe("");
  // Neither refusing all nor accepting all would be agreement worth having.
  expect(accepted).toBeGreaterThan(1000);
  expect(accepted).toBeLessThan(6500);
});

describe("decided cases", () => {
  const whole = (): FuzzCase => {
    for (let seed = 1; ; seed++) {
      const found = generateCase(new Random(seed));
      if (found.text.includes("\n§§\nm!()\n§§\n") && decode(found.text, found.inputEnd).startsWith("accepted")) return found;
    }
  };
  const expansion = (text: string, metadata = ""): FuzzCase => {
    const before = whole().text.split("\n§§\n")[0]?.replace(/^ {2}"(spans|alone|parsed)": .*\n/gm, "") ?? "";
    return { text: withRightChecksum(`${before.replace('  "checksum"', `${metadata}  "checksum"`)}\n§§\nm!()\n§§\n${text}\n`), inputEnd: 20 };
  };
  const verdicts = (fuzzCase: FuzzCase) => [decode(fuzzCase.text, fuzzCase.inputEnd), ...rust.decode([fuzzCase])].map((answer) => answer.split("\n")[0]);

  test.each<[what: string, verdict: "accepted" | "refused" | "newer", fuzzCase: () => FuzzCase]>([
    ["an entry as it is written", "accepted", whole],
    ["an empty expansion", "accepted", () => expansion("")],
    ["an expansion without a line", "refused", () => ({ ...whole(), text: withRightChecksum(whole().text.replace(/(\n§§\n.*\n§§\n)[^]*$/, "$1")) })],
    ["an edited entry", "refused", () => ({ ...whole(), text: whole().text.replace("m!()", "n!()") })],
    ["a newer version with other sections", "newer", () => ({ text: '{"rust_macro_cache_version": 2}\n§§\n', inputEnd: 4 })],
    ["1024 groups", "accepted", () => expansion("(".repeat(1024) + ")".repeat(1024))],
    ["1025 groups", "refused", () => expansion("(".repeat(1025) + ")".repeat(1025))],
    ["an unbalanced None group", "refused", () => expansion("a §( b")],
    ["a None group closed as another", "refused", () => expansion("§( b )")],
    ["a scope without explanation and without a map", "refused", () => expansion("a§999")],
    ["a scope of ten digits", "refused", () => expansion("a§1234567890", '  "spans": "AA",\n')],
    ["a map for one token", "accepted", () => expansion("a", '  "spans": "AA",\n')],
    ["a map for two tokens on one", "refused", () => expansion("a", '  "spans": "AE",\n')],
    ["a map that ends inside a number", "refused", () => expansion("a", '  "spans": "Ag",\n')],
    ["four thousand million derived spans", "refused", () => expansion("a", '  "spans": "/////D",\n')],
    ["the last span of the input", "accepted", () => expansion("a", '  "spans": "ACT",\n')],
    ["a span behind the input's", "refused", () => expansion("a", '  "spans": "ACU",\n')],
    ["a reserved span", "refused", () => expansion("a", '  "spans": "ACC",\n')],
    ["a derived span of another derived span", "refused", () => expansion("a", '  "spans": "BUAACU",\n')],
    ["`alone` for more puncts than there are", "refused", () => expansion("a::b", '  "alone": "AC",\n')],
    ["`alone` for as many", "accepted", () => expansion("a::b", '  "alone": "AB",\n')],
    ["`alone` that is no number", "refused", () => expansion("a::b", '  "alone": "!",\n')],
    ["a parsed stream in as much text", "accepted", () => expansion("a::b(c)", '  "parsed": ["7:0123456789abcdef"],\n  "spans": "ATFAABf",\n')],
    ["a parsed stream in less", "refused", () => expansion("a::b(c)", '  "parsed": ["6:0123456789abcdef"],\n  "spans": "ATFAABf",\n')],
    ["a parsed stream of another text", "refused", () => expansion("a::b(c)", '  "parsed": ["7:0123456789abcdef"],\n  "spans": "ATFBABf",\n')],
    ["a parsed stream with digits that are none", "refused", () => expansion("a::b(c)", '  "parsed": ["7:0123456789abcdef"],\n  "spans": "ATFAAB!",\n')],
    ["a comment that was parsed", "accepted", () => expansion('# [doc = " d "] x', '  "parsed": ["9:0123456789abcdef"],\n  "spans": "ALFAACgD",\n')],
    ["a comment that was parsed from less", "refused", () => expansion('# [doc = " d "] x', '  "parsed": ["8:0123456789abcdef"],\n  "spans": "ALFAACgD",\n')],
    ["a comment", "refused", () => expansion("a // b")],
    ["a key that occurs twice", "refused", () => expansion("a", '  "expand_crate": "b",\n')],
    ["a key that nobody knows", "accepted", () => expansion("a", '  "colour": {"of": ["silcrow", 1.5e3]},\n')],
    ["half a surrogate pair", "refused", () => expansion("a", '  "colour": "\\ud83e",\n')],
    ["something observed that nobody knows", "refused", () => expansion("a", '  "depends": {"weather": "sha256:0"},\n')],
    ["a text of 64 MiB that was parsed", "accepted", () => expansion("a", '  "parsed": ["67108864:0123456789abcdef"],\n')],
    ["a larger one", "refused", () => expansion("a", '  "parsed": ["67108865:0123456789abcdef"],\n')],
    ["64 MiB", "accepted", () => expansion(" ".repeat(2 ** 26))],
    ["more than 64 MiB", "refused", () => expansion(" ".repeat(2 ** 26 + 1))],
  ])("%s: %s", (_, verdict, fuzzCase) => {
    expect(verdicts(fuzzCase())).toEqual([verdict, verdict]);
  });

  test("every beginning of an entry is refused", () => {
    const { text, inputEnd } = whole();
    const cases = Array.from({ length: text.length }, (_, end) => ({ text: text.slice(0, end).toWellFormed(), inputEnd }));
    expect(new Set(cases.map((fuzzCase) => decode(fuzzCase.text, inputEnd).split("\n")[0]))).toEqual(new Set(["refused"]));
    expect(new Set(rust.decode(cases).map((answer) => answer.split("\n")[0]))).toEqual(new Set(["refused"]));
  });
});
