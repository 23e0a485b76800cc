/** A delimiter pair as it is written in an entry; `none` is the invisible group of macro_rules fragments. */
export type Delimiter = "(" | "{" | "[" | "none";

/**
 * A token tree as `proc_macro` sees it. `span` is a span id of docs/contracts.md §1.2; in a tree that was
 * lexed from text and has no span map yet it is undefined.
 */
export type TokenTree = Group | Ident | Punct | Literal;

export interface Group {
  readonly kind: "group";
  readonly delimiter: Delimiter;
  readonly trees: readonly TokenTree[];
  readonly span?: number | undefined;
}

export interface Ident {
  readonly kind: "ident";
  /** Without `r#`; `$crate` is an identifier with that text. */
  readonly text: string;
  readonly raw: boolean;
  /** Scope number as written in an entry (`§N`), 0 or undefined for none. */
  readonly scope?: number | undefined;
  readonly span?: number | undefined;
}

export interface Punct {
  readonly kind: "punct";
  readonly char: string;
  readonly joint: boolean;
  readonly span?: number | undefined;
}

export interface Literal {
  readonly kind: "literal";
  /** As written, with prefix, quotes and suffix. */
  readonly text: string;
  readonly span?: number | undefined;
}

/** What a macro may return beside trees: what it was given or has had parsed, handed back untouched. */
export type OutputTree =
  | (Omit<Group, "trees"> & { readonly trees: readonly OutputTree[] })
  | Ident
  | Punct
  | Literal
  | { readonly kind: "clone"; readonly id: number }
  | { readonly kind: "unopened"; readonly reference: number }
  | ({ readonly kind: "parsed"; readonly trees: readonly TokenTree[] } & ParsedStream);

/** A stream of a text that a macro had parsed. */
export interface ParsedStream {
  /** Index into the entry's `parsed`. */
  readonly text: number;
  /** 0 for the whole text, else the number of the group that it is the content of. */
  readonly stream: number;
  /** What its tokens do not show, as base64 digits: docs/format.md §5. */
  readonly facts: string;
}

/**
 * A derived span: `edge(location).resolved_at(context)`; edge 0 whole, 1 start, 2 end, 3 and 4 the bytes of a location
 * of two, 5 to 7 of one of three; one of another length is whole then.
 */
export interface DerivedSpan {
  readonly location: number;
  readonly context: number;
  readonly edge: SpanEdge;
}

export type SpanEdge = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

export function isSpanEdge(number: number): number is SpanEdge {
  return number <= 7;
}
