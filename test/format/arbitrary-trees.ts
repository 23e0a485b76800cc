import fc from "fast-check";
import type { Delimiter, Group, Ident, Literal, Punct, TokenTree } from "#format";

/** Names: keywords that steer the layout, prefixes of literals, plain and non-ASCII ones. */
const names = (
  "a b x foo Foo _ __field0 r b br c cr e self Self super crate as async await break const continue dyn else enum " +
  "extern fn for if impl in let loop match mod move mut pub ref return static struct trait type union unsafe use " +
  "where while yield macro_rules default auto raw try é 变量 ñandú 🦀"
).split(" ");

const scope = fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }) });

const ident: fc.Arbitrary<Ident> = fc.oneof(
  fc.record({ kind: fc.constant("ident" as const), text: fc.constantFrom(...names), raw: fc.constant(false), scope }),
  fc.record({ kind: fc.constant("ident" as const), text: fc.constantFrom("type", "r", "match", "é"), raw: fc.constant(true), scope }),
  fc.record({ kind: fc.constant("ident" as const), text: fc.constant("$crate"), raw: fc.constant(false), scope }),
);

const literal: fc.Arbitrary<Literal> = fc
  .constantFrom(
    ...["0", "1", "1_000", "0x48u16", "0xe", "0b01", "0o7", "1e5", "1e-5", "1E+5f64", "1.5", "1.5f32", "2.", "1_.5e3", "7usize"],
    ...["'a'", "'\\''", "'\\\\'", "'\\u{1F980}'", "'🦀'", "'\"'", "b'x'", "b'\\''", "'§'"],
    ...['""', '"a"', '"\\""', '"\\\\"', '"§§"', '"// /* */"', '"a\nb"', '"a\r\nb"', '"tail  \n\t  x"', '"x"suffix', '"\\\n   y"'],
    ...['r"a"', 'r#"""#', 'r##"a"#b"##', 'r"\\"', 'r#"\n§§\n"#', 'r#"\n§§§\n"#', 'b"a"', 'br"a"', 'br##"""##', 'c"a"', 'cr#"a"#', 'r"x"u8'],
  )
  .map((text) => ({ kind: "literal", text }));

const punct: fc.Arbitrary<Punct> = fc.record({
  kind: fc.constant("punct" as const),
  char: fc.constantFrom(...[..."=<>!~+-*/%^&|@.,;:#$?'", ..."/'<>.,:;&"]),
  joint: fc.boolean(),
});

/** Operators and shapes that real code has, so that the layout's own paths are taken. */
const phrases: readonly (readonly TokenTree[])[] = [
  joined("::"), joined("->"), joined("=>"), joined("=="), joined("&&"), joined("||"), joined(".."), joined("..="), joined("<<="), joined(">>"), joined("+="),
  [p("'", true), { kind: "ident", text: "a", raw: false }],
  [p("'", true), { kind: "ident", text: "r", raw: true, scope: 2 }],
  [p("#"), { kind: "group", delimiter: "[", trees: [{ kind: "ident", text: "inline", raw: false }] }],
  [{ kind: "ident", text: "vec", raw: false }, p("!"), { kind: "group", delimiter: "[", trees: [] }],
  [p("<"), { kind: "ident", text: "T", raw: false }, p(">")],
  [{ kind: "ident", text: "x", raw: false }, p("."), { kind: "literal", text: "0" }, p("."), { kind: "literal", text: "1" }],
];

const delimiter: fc.Arbitrary<Delimiter> = fc.constantFrom("(", "{", "[", "none");

export const arbitraryTrees: fc.Arbitrary<readonly TokenTree[]> = fc.letrec<{ stream: TokenTree[]; tree: TokenTree[]; group: Group }>((tie) => ({
  stream: fc.array(tie("tree"), { maxLength: 40, size: "medium", depthIdentifier: "trees" }).map((parts) => parts.flat()),
  group: fc.record({ kind: fc.constant("group" as const), delimiter, trees: tie("stream") }),
  tree: fc.oneof(
    { depthIdentifier: "trees", maxDepth: 5, depthSize: "small" },
    { weight: 4, arbitrary: ident.map((tree) => [tree]) },
    { weight: 2, arbitrary: literal.map((tree) => [tree]) },
    { weight: 4, arbitrary: punct.map((tree) => [tree]) },
    { weight: 2, arbitrary: fc.constantFrom(...phrases).map((phrase) => [...phrase]) },
    { weight: 3, arbitrary: tie("group").map((tree) => [tree]) },
  ),
})).stream;

function p(char: string, joint = false): Punct {
  return { kind: "punct", char, joint };
}

function joined(text: string): TokenTree[] {
  return [...text].map((char, index) => p(char, index < text.length - 1));
}
