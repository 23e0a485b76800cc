import { describe, expect, test } from "vitest";
import {
  decodeSpanMap,
  encodeSpanMap,
  type Entry,
  type OutputTree,
  parseEntry,
  printEntry,
  readExpansion,
  layOutExpansion,
  renderExpansion,
  sha256,
  type SpanEdge,
  type SpanRun,
  type TokenTree,
  WireError,
  WireWriter,
} from "#format";

function ident(text: string, span?: number): Extract<TokenTree, { kind: "ident" }> {
  return { kind: "ident", text, raw: false, span };
}

function punct(char: string, joint = false, span?: number): Extract<TokenTree, { kind: "punct" }> {
  return { kind: "punct", char, joint, span };
}

function group(delimiter: "(" | "{" | "[" | "none", trees: TokenTree[], span?: number): Extract<TokenTree, { kind: "group" }> {
  return { kind: "group", delimiter, trees, span };
}

// f(x + y) {a}: f 4, ( 5 6 x 7 + 8 y 9 ) 10, { 11 12 a 13 } 14; N = 15.
const input: TokenTree[] = [
  ident("f"),
  group("(", [ident("x"), punct("+"), ident("y")]),
  group("{", [ident("a")]),
];

function render(
  output: readonly OutputTree[],
  { derived = [], contexts = {}, lengths = {} }: { derived?: Parameters<WireWriter["derivedSpans"]>[0]; contexts?: Record<number, number>; lengths?: Record<number, number> } = {},
) {
  const message = new WireWriter();
  message.derivedSpans(derived);
  message.outputStream(output);
  message.u(0);
  const inputWire = new WireWriter();
  inputWire.inputStream(input);
  const ids = [0, 1, ...Array.from({ length: 11 }, (_, index) => index + 4)];
  const spanContexts = ids.map((id) => ({ context: contexts[id] ?? (id === 0 ? 7 : id === 1 ? 8 : 0), lo: 9, hi: 9 + (lengths[id] ?? 1) }));
  const rendered = renderExpansion({ output: message.finish(), kind: "function", attr: Uint8Array.of(0), input: inputWire.finish(), spanContexts });
  return { ...rendered, ...layOutExpansion(rendered.expansion) };
}

test("call site, input and mixed site", () => {
  expect(render([ident("a", 0), punct("=", false, 0), ident("f", 4), ident("tmp", 1)])).toEqual({
    expansion: "a = f tmp§1",
    alone: "",
    spans: "AEBACB",
    scopes: { "1": "mixed_site" },
    parsed: [],
  });
});

test("what is handed back is shown, and stays in the span map", () => {
  const rendered = render([{ kind: "clone", id: 5 }, group("[", [{ kind: "unopened", reference: 5 } as never], 0), { kind: "unopened", reference: 1 }]);
  expect(rendered.expansion).toBe("(x + y)[x + y] f(x + y) { a }");
  expect(rendered.spans).toBe("ADKALLLD");
  const entry: Entry = entryWith(rendered.expansion, rendered.spans);
  const read = readExpansion(entry);
  expect(read.ok && read.spans?.runs).toEqual([
    { kind: "clone", id: 5 },
    { kind: "call-site", length: 1 },
    { kind: "unopened", length: 3, reference: 5 },
    { kind: "unopened", length: 3, reference: 1 },
  ]);
});

test("identifiers that were handed back show their own contexts", () => {
  const rendered = render([{ kind: "unopened", reference: 1 }], { contexts: { 7: 3, 13: 4, 9: 3 } });
  expect(rendered.expansion).toBe("f(x§1 + y§1) { a§2 }");
  expect(rendered.scopes).toEqual({ "1": { span: 7 }, "2": { span: 13 } });
});

test("a derived span has the context of its second half", () => {
  const derived = [
    { location: 4, context: 0, edge: 0 as const },
    { location: 0, context: 1, edge: 0 as const },
    { location: 4, context: 7, edge: 1 as const },
  ];
  const rendered = render([ident("a", 15), ident("b", 16), ident("c", 17)], { derived, contexts: { 7: 9 } });
  expect(rendered.expansion).toBe("a b§1 c§2");
  expect(rendered.scopes).toEqual({ "1": "mixed_site", "2": { span: 7 } });
});

test("a byte of a span is one only where the span is as long as the operator was", () => {
  const bytes = (location: number, context: number, edges: readonly SpanEdge[]) => edges.map((edge) => ({ location, context, edge }));
  // Of f the operator is as long as the span, of x it is not; that with another context stays derived.
  const derived = [...bytes(4, 4, [3, 4]), { location: 9, context: 0, edge: 1 as const }, ...bytes(7, 7, [3, 4]), ...bytes(7, 0, [5]), ...bytes(4, 4, [7])];
  const colons = [15, 16, 18, 19, 20, 16].map((span) => punct(":", false, span));
  const rendered = render(colons, { derived, lengths: { 4: 2, 7: 1 } });
  const decoded = decodeSpanMap(rendered.spans);
  expect(decoded.ok && decoded.map.derived).toEqual([derived[2], derived[0], derived[1], { location: 7, context: 0, edge: 0 }]);
  expect(decoded.ok && spansOf(decoded.map.runs)).toEqual([16, 17, 7, 7, 18, 17]);
  const three = render(colons, { derived, lengths: { 4: 3, 7: 3 } });
  expect(three.spans).toBe(encodeSpanMap({ derived: [derived[2]!, derived[5]!], runs: [{ kind: "same", length: 2, span: 4 }, { kind: "same", length: 2, span: 7 }, { kind: "same", length: 1, span: 16 }, { kind: "input", length: 1, first: 4 }] }));
});

/** The span of each token. */
function spansOf(runs: readonly SpanRun[]): number[] {
  return runs.flatMap((run) => {
    if (run.kind === "input") return Array.from({ length: run.length }, (_, index) => run.first + index);
    return run.kind === "same" ? Array<number>(run.length).fill(run.span) : [];
  });
}

test("the result makes an entry that reads back", () => {
  const rendered = render([ident("a", 0), punct("'", true, 0), ident("b", 1), { kind: "clone", id: 11 }, { kind: "literal", text: 'r"\n§§\n"', span: 4 }]);
  const parsed = parseEntry(printEntry(entryWith(rendered.expansion, rendered.spans)));
  if (parsed.kind !== "entry") throw new Error(parsed.kind);
  expect(parsed.entry.expansion).toBe(rendered.expansion);
  expect(readExpansion(parsed.entry).ok).toBe(true);
});

describe("an output that cannot be is refused", () => {
  test.each<[string, OutputTree[]]>([
    ["a reserved span", [ident("a", 2)]],
    ["a span beyond the derived ones", [ident("a", 15)]],
    ["a clone of a delimiter", [{ kind: "clone", id: 6 }]],
    ["a clone of nothing", [{ kind: "clone", id: 99 }]],
    ["the content of a token", [{ kind: "unopened", reference: 4 }]],
    ["a call site's content", [{ kind: "unopened", reference: 3 }]],
  ])("%s", (_name, output) => expect(() => render(output)).toThrow(WireError));

  test("a derived span of a derived span", () => {
    expect(() => render([], { derived: [{ location: 15, context: 0, edge: 0 }] })).toThrow(WireError);
  });

  test.each([
    ["a literal that is none", { kind: "literal", text: "a b", span: 0 }],
    ["an identifier that is none", ident("a-b", 0)],
    ["an identifier that has a scope in it", ident("a§1", 0)],
  ] as [string, OutputTree][])("%s", (_name, tree) => {
    expect(() => render([tree])).toThrow(WireError);
  });
});

function entryWith(expansion: string, spans: string): Entry {
  const hash = sha256("x");
  return {
    metadata: {
      rust_macro_cache_version: 1,
      macro_kind: "function",
      macro_item: "m_000000000000::m",
      macro_hash: hash,
      expand_crate: "c",
      expand_module: "c",
      expand_linenum: 1,
      "macro-frag-spec": "expr",
      targets: "*",
      hash,
      spans,
    },
    invocation: "m!()",
    expansion,
  };
}
