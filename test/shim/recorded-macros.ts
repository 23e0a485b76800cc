import type { DerivedSpan, InputNumbering, OutputTree, TokenTree } from "#format";

/** What a macro returns for an input, in the guest's terms. */
export interface MacroOutput {
  readonly derived?: readonly DerivedSpan[];
  readonly trees: readonly OutputTree[];
  /** Texts that the macro had parsed. */
  readonly parsed?: readonly string[];
}

/** Twins of the macros in fixtures/native-macros.rs: the same tokens with the same provenance. */
export const recordedMacros: Readonly<Record<string, (input: InputNumbering) => MacroOutput>> = {
  keep: () => ({ trees: [{ kind: "unopened", reference: 1 }] }),
  whole: () => ({ trees: [{ kind: "unopened", reference: 1 }] }),
  inner: ({ input }) => {
    const group = input.find((tree) => tree.kind === "group")!;
    const content = { kind: "unopened", reference: group.span! } as unknown as TokenTree;
    return {
      trees: [
        { kind: "group", delimiter: "[", trees: [content], span: 0 },
        punct("."),
        ident("len", 0),
        { kind: "group", delimiter: "(", trees: [], span: 0 },
      ],
    };
  },
  cloned: ({ input }) => ({ trees: input.map((tree) => (tree.kind === "group" ? { kind: "clone", id: tree.span! } : tree)) }),
  rebuild: ({ input }) => ({ trees: input }),
  hygienic: ({ input }) => ({
    trees: [
      {
        kind: "group",
        delimiter: "{",
        span: 0,
        trees: [
          ident("let", 0),
          ident("hidden", 1),
          punct("="),
          ...input,
          punct(";"),
          ident("hidden", 1),
          punct("+"),
          { kind: "literal", text: "1", span: 0 },
        ],
      },
    ],
  }),
  blame: ({ input, end }) => {
    const location = input[0]!.span!;
    return {
      derived: [
        { location, context: 1, edge: 0 },
        { location, context: 0, edge: 2 },
        { location, context: 0, edge: 1 },
      ],
      trees: [ident("nowhere1", end), punct("+"), ident("nowhere2", end + 1), punct("+"), ident("nowhere3", end + 2)],
    };
  },
};

export function ident(text: string, span: number): TokenTree {
  return { kind: "ident", text, raw: false, span };
}

export function punct(char: string): TokenTree {
  return { kind: "punct", char, joint: false, span: 0 };
}

/** The name of the struct in a derive's input. */
export function structName(input: readonly TokenTree[]): string {
  const keyword = input.findIndex((tree) => tree.kind === "ident" && tree.text === "struct");
  const name = input[keyword + 1];
  return name?.kind === "ident" ? name.text : "";
}

/** What `Answer` has rustc parse. */
export function answerText(name: string): string {
  return `impl ${name} { pub fn answer(&self) -> usize { 0x2a_usize + r"§§".len() + "\n§§\n".len() } }`;
}

/** What `literals` has rustc parse. */
export const literalsText =
  String.raw`vec ! [format ! ("{:?}" , (1 , 0u8 , 340282366920938463463374607431768211455u128 , 1_000i64 , 0xffusize , 0b1_1)) , format ! ("{:?}" , (1.5 , 2. , ` +
  String.raw`1e-5f64 , 'a' , '\'' , '"' , '\u{1f980}' , '🦀')) , format ! ("{:?}" , ("" , "a\tb\\" , "é\u{301}" , r#"q"q"# , b"\xff\0" , b'\n' , ` +
  String.raw`c"c\xff" , br"\" , -1))]`;

/** What `constants` has rustc parse beside its expansion. */
export const parsedForNothing = ["x", "0u8", "==", "0x10", 'a + "b"', 'a + "c"'];
