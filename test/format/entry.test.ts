import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Entry, entryChecksum, escapeSection, parseEntry, printEntry, readExpansion, sha256, unescapeSection } from "#format";

const hash = sha256("x");

const small: Entry = {
  metadata: {
    rust_macro_cache_version: 1,
    macro_kind: "function",
    macro_item: "wstr_1f0c2a9be4d7::wstr",
    macro_hash: hash,
    expand_crate: "foocrate",
    expand_module: "foocrate::foo::bar",
    expand_linenum: 32,
    "macro-frag-spec": "expr",
    targets: "*",
    hash,
  },
  invocation: 'wstr!("Hello 🦀")',
  expansion: "[0x0048u16, 0x0065u16].as_slice()",
};

const full: Entry = {
  ...small,
  metadata: {
    ...small.metadata,
    targets: ["x86_64-*", "wasm32-unknown-unknown"],
    macro_package: "wstr 1.0.0",
    source_file: "src/foo/bar.rs",
    scopes: { "1": "mixed_site", "2": { input: "src/lib.rs:3" } },
    depends: { env: { HOME: hash, UNSET: null }, position: hash, span_debug: hash, source_text: hash },
    parsed: ["12:0123456789abcdef", "3:00000000000000ff"],
    spans: "AkC",
  },
};

/** A section of any text, with lines that look like separators more often than chance would have it. */
const section = fc
  .array(fc.oneof(fc.constantFrom("§", "§§", "§§§", "§§§§", "", "§§ ", " §§", "a§§", "§§\r", "§§\u2028§§"), fc.string({ unit: "grapheme" })))
  .map((lines) => lines.join("\n"));

const text = fc.string({ unit: "grapheme", minLength: 1 });
const anyHash = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 }).map((hex) => `sha256:${hex}`);
const anyEntry: fc.Arbitrary<Entry> = fc.record({
  metadata: fc.record(
    {
      rust_macro_cache_version: fc.constant(1 as const),
      macro_kind: fc.constantFrom("function" as const, "attribute" as const, "derive" as const),
      macro_item: text,
      macro_hash: anyHash,
      expand_crate: text,
      expand_module: text,
      expand_linenum: fc.integer({ min: 1 }),
      "macro-frag-spec": text,
      targets: fc.oneof(fc.constant("*" as const), fc.array(text, { minLength: 1 })),
      hash: anyHash,
      macro_package: text,
      source_file: text,
      scopes: fc.dictionary(fc.integer({ min: 1, max: 99 }).map(String), fc.oneof(fc.constant("mixed_site" as const), fc.record({ input: text }, { noNullPrototype: true })), { noNullPrototype: true }),
      depends: fc.record({ env: fc.dictionary(text, fc.oneof(fc.constant(null), anyHash), { noNullPrototype: true }), position: anyHash }, { requiredKeys: [], noNullPrototype: true }),
      parsed: fc.array(fc.constantFrom("1:0123456789abcdef")),
      spans: fc.constantFrom("A", "AkC"),
    },
    {
      requiredKeys: ["rust_macro_cache_version", "macro_kind", "macro_item", "macro_hash", "expand_crate", "expand_module", "expand_linenum", "macro-frag-spec", "targets", "hash"],
      noNullPrototype: true,
    },
  ),
  invocation: section,
  expansion: section,
});

function read(file: string): Entry {
  const parsed = parseEntry(file);
  if (parsed.kind !== "entry") throw new Error(JSON.stringify(parsed));
  const { expansionLine: _, ...entry } = parsed.entry;
  return entry;
}

describe("printing", () => {
  test("has the form that docs/format.md shows", () => {
    expect(printEntry(full)).toBe(`{
  "rust_macro_cache_version": 1,
  "macro_kind": "function",
  "macro_item": "wstr_1f0c2a9be4d7::wstr",
  "macro_hash": "${hash}",
  "expand_crate": "foocrate",
  "expand_module": "foocrate::foo::bar",
  "expand_linenum": 32,
  "macro-frag-spec": "expr",
  "targets": ["x86_64-*", "wasm32-unknown-unknown"],
  "hash": "${hash}",
  "macro_package": "wstr 1.0.0",
  "source_file": "src/foo/bar.rs",
  "scopes": {
    "1": "mixed_site",
    "2": {"input": "src/lib.rs:3"}
  },
  "depends": {
    "env": {
      "HOME": "${hash}",
      "UNSET": null
    },
    "position": "${hash}",
    "span_debug": "${hash}",
    "source_text": "${hash}"
  },
  "parsed": ["12:0123456789abcdef", "3:00000000000000ff"],
  "spans": "AkC",
  "checksum": "${entryChecksum(printEntry(full))}"
}
§§
wstr!("Hello 🦀")
§§
[0x0048u16, 0x0065u16].as_slice()
`);
  });

  test("does not depend on the order of the keys", () => {
    const reversed = Object.fromEntries(Object.entries(full.metadata).reverse()) as unknown as Entry["metadata"];
    expect(printEntry({ ...full, metadata: reversed })).toBe(printEntry(full));
  });

  test("reads back, whatever the entry holds", () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        expect(read(printEntry(entry))).toEqual(entry);
      }),
      { numRuns: 1000 },
    );
  });
});

test("the checksum is of the bytes without its own line", () => {
  const file = printEntry(small);
  const recorded = /\n  "checksum": "(.*)"\n/.exec(file)![1];
  expect(recorded).toBe(sha256(file.replace(/^  "checksum": .*\n/m, "")));
});

describe("escaping", () => {
  test.each([
    ["§", "§"],
    ["§§", "§§§"],
    ["§§§", "§§§§"],
    ["a\n§§\nb\n§§§", "a\n§§§\nb\n§§§§"],
    [" §§\n§§ \na§§", " §§\n§§ \na§§"],
    ["\u2028§§\u2028\r§§", "\u2028§§\u2028\r§§"],
  ])("%j", (plain, escaped) => {
    expect(escapeSection(plain)).toBe(escaped);
    expect(unescapeSection(escaped)).toBe(plain);
  });

  test("leaves no separator and can be undone", () => {
    fc.assert(
      fc.property(section, (value) => {
        const escaped = escapeSection(value);
        expect(escaped.split("\n")).not.toContain("§§");
        expect(unescapeSection(escaped)).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("reading", () => {
  const file = printEntry(full);

  test("finds where the expansion begins", () => {
    const parsed = parseEntry(file);
    const line = parsed.kind === "entry" ? parsed.entry.expansionLine! : 0;
    expect(file.split("\n")[line - 1]).toBe(full.expansion);
  });

  test("passes over keys that it does not know", () => {
    const extended = file.replace('  "spans"', '  "colour": {"a": [1]},\n  "spans"');
    const checksum = entryChecksum(extended);
    expect(read(extended.replace(/"checksum": ".*"/, `"checksum": "${checksum}"`))).toEqual(full);
  });

  test.each(["Hello", "0x0065u16", "src/foo", '"expand_linenum": 32'])("notices an edit of %s", (part) => {
    const edited = parseEntry(file.replace(part, part.replace(/.$/, "9")));
    expect(edited.kind).toBe("edited");
    expect(edited.kind === "edited" && file.split("\n")[edited.line - 1]).toContain('"checksum"');
  });

  test("refuses a newer version before it looks at anything else", () => {
    const newer = parseEntry('{\n  "other": 1,\n  "rust_macro_cache_version": 2\n}\n');
    expect(newer).toEqual({ kind: "newer", version: 2, line: 3 });
  });

  test.each<[string, string, string | RegExp, number]>([
    ["an empty file", "", /not JSON/, 1],
    ["another file", "fn main() {}\n", /not JSON/, 1],
    ["a list", "[]\n", /not a JSON object/, 1],
    ["bad JSON", file.replace('  "hash"', '  hash'), /not JSON/, 11],
    ["a missing key", file.replace(/  "macro_item".*\n/, ""), `the key "macro_item" is missing`, 1],
    ["a wrong kind", file.replace('"function"', '"bang"'), '"macro_kind" must be', 3],
    ["version zero", file.replace('version": 1', 'version": 0'), '"rust_macro_cache_version" must be 1', 2],
    ["a short hash", file.replace(/("macro_hash": "sha256:).*"/, '$1abc"'), '"macro_hash" must be', 5],
    ["a line that is text", file.replace('num": 32', 'num": "32"'), '"expand_linenum" must be', 8],
    ["no targets", file.replace(/"targets": .*,/, '"targets": [],'), '"targets" must be', 10],
    ["a scope 0", file.replace('"1": "mixed_site"', '"0": "mixed_site"'), '"scopes" must be', 14],
    ["a scope of no kind", file.replace('"mixed_site"', '"call_site"'), '"scopes" must be', 14],
    ["a depend that is no hash", file.replace('"UNSET": null', '"UNSET": 0'), '"depends" must be', 18],
    ["a bad parsed list", file.replace('"12:0', '"12:g'), '"parsed" must be', 27],
    ["a bad span map", file.replace('"AkC"', '"Ak"'), /"spans" must be a span map.*not a number/, 28],
    ["CRLF", file.replaceAll("\n", "\r\n"), "CRLF", 1],
    ["one section", file.split("§§")[0]!, "1 of 3 sections", 31],
    ["two sections", file.slice(0, file.lastIndexOf("§§")), "2 of 3 sections", 33],
    ["a fourth section", `${file}§§\n`, "a third line of §§", 35],
    ["no last line feed", file.slice(0, -1), "the last line does not end", 34],
    ["no line of expansion", file.slice(0, file.lastIndexOf("§§") + 3), "the expansion has no line", 34],
    ["no line of invocation", file.replace(/§§\n.*\n§§/, "§§\n§§"), "the invocation has no line", 32],
  ])("says where %s is damaged", (_name, damaged, problem, line) => {
    const parsed = parseEntry(damaged);
    if (parsed.kind !== "damaged") throw new Error(`it is ${parsed.kind}`);
    expect(parsed.problem).toMatch(problem);
    expect(parsed.line).toBe(line);
  });

  test("never throws, and never takes an altered file for an entry", () => {
    const splice = fc.record({ at: fc.nat(file.length), remove: fc.nat(40), insert: fc.string({ unit: fc.constantFrom(..."§\n{}\",: a1") }) });
    fc.assert(
      fc.property(fc.oneof(fc.constant(file), fc.constant(printEntry(small))), splice, (original, { at, remove, insert }) => {
        const altered = original.slice(0, at) + insert + original.slice(at + remove);
        if (altered !== original) expect(parseEntry(altered).kind).not.toBe("entry");
      }),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.string({ unit: "binary" }), (value) => parseEntry(value).kind === "damaged"));
  });
});

describe("the tokens of an expansion", () => {
  const withExpansion = (expansion: string, metadata: Partial<Entry["metadata"]> = {}): Entry => ({
    ...small,
    metadata: { ...small.metadata, ...metadata },
    expansion,
    expansionLine: 20,
  });

  test("come with their span map", () => {
    const read = readExpansion(withExpansion("a b", { spans: "AE" }));
    expect(read.ok && read.spans).toEqual({ derived: [], runs: [{ kind: "call-site", length: 2 }] });
  });

  test.each<[string, Entry, string, number]>([
    ["bad tokens", withExpansion("a\n(b"), "never closed (column 1)", 21],
    ["a short map", withExpansion("a b c", { spans: "AE" }), "shorter", 20],
    ["a long map", withExpansion("a", { spans: "AE" }), "longer", 20],
    ["a scope without a map", withExpansion("a§1"), "§1 is not the mixed site", 20],
    ["a scope of the input without a map", withExpansion("(a§1)", { scopes: { 1: { input: "x:1" } } }), "§1 is not the mixed site", 20],
  ])("with %s are a problem", (_name, entry, problem, line) => {
    const read = readExpansion(entry);
    if (read.ok) throw new Error("no problem");
    expect(read.problem).toContain(problem);
    expect(read.line).toBe(line);
  });

  test("may be in the mixed site without a map", () => {
    expect(readExpansion(withExpansion("a§1", { scopes: { 1: "mixed_site" } })).ok).toBe(true);
  });
});
