import { VlqReader, VlqWriter } from "./base64-vlq.ts";
import { type DerivedSpan, isSpanEdge, type ParsedStream } from "./token-tree.ts";

/** Where the spans of an expansion's tokens come from: docs/format.md §5. */
export interface SpanMap {
  /** Their span ids begin behind the input's, at N. */
  readonly derived: readonly DerivedSpan[];
  readonly runs: readonly SpanRun[];
}

/** A stretch of tokens, or of whole trees for the last three kinds. `length` is at least 1. */
export type SpanRun =
  | { readonly kind: "call-site"; readonly length: number }
  /** The tokens' ids are `first`, `first + 1` … */
  | { readonly kind: "input"; readonly length: number; readonly first: number }
  /** All tokens have this one span. */
  | { readonly kind: "same"; readonly length: number; readonly span: number }
  /** One tree, the input tree with this id, handed back untouched. */
  | { readonly kind: "clone"; readonly id: number }
  /** `length` trees: the input stream `reference`, handed back without being looked at. */
  | { readonly kind: "unopened"; readonly length: number; readonly reference: number }
  /** `length` trees: a stream that the macro had parsed, handed back without being looked at. */
  | ({ readonly kind: "parsed"; readonly length: number } & ParsedStream);

/** Whether a run is one of whole trees, which have no other spans. */
export function isHandedBack(run: SpanRun): run is Extract<SpanRun, { kind: "clone" | "unopened" | "parsed" }> {
  return run.kind === "clone" || run.kind === "unopened" || run.kind === "parsed";
}

export type DecodedSpanMap =
  | { readonly ok: true; readonly map: SpanMap }
  | { readonly ok: false; readonly problem: string };

export function encodeSpanMap(map: SpanMap): string {
  const out = new VlqWriter();
  out.unsigned(map.derived.length);
  for (const { location, context, edge } of map.derived) {
    out.unsigned(location);
    out.unsigned(context);
    out.unsigned(edge);
  }
  let expected = 4;
  for (const run of map.runs) {
    const length = run.kind === "clone" ? 1 : run.length;
    const head = (length - 1) * 4;
    switch (run.kind) {
      case "call-site":
        out.unsigned(head);
        break;
      case "input":
        out.unsigned(head + 1);
        out.signed(run.first - expected);
        expected = run.first + length;
        break;
      case "same":
        out.unsigned(head + 2);
        out.unsigned(run.span);
        break;
      case "clone":
        out.unsigned(head + 3);
        out.unsigned(run.id * 2);
        break;
      case "unopened":
        out.unsigned(head + 3);
        out.unsigned(run.reference * 2 + 1);
        break;
      case "parsed":
        out.unsigned(head + 3);
        out.unsigned(parsedReference * 2 + 1);
        out.unsigned(run.text);
        out.unsigned(run.stream);
        out.digits(run.facts);
        break;
    }
  }
  return out.text;
}

/** The map that a string stands for. Whether its ids exist and its runs fit an expansion is not known here. */
export function decodeSpanMap(text: string): DecodedSpanMap {
  const input = new VlqReader(text);
  const bad = (what: string): DecodedSpanMap => ({
    ok: false,
    problem: `the span map is damaged at character ${input.offset + 1}: ${what}`,
  });
  const count = input.unsigned();
  if (count === undefined) return bad("not a number");
  const derived: DerivedSpan[] = [];
  for (let index = 0; index < count; index++) {
    const location = input.unsigned();
    const context = input.unsigned();
    const edge = input.unsigned();
    if (location === undefined || context === undefined || edge === undefined) return bad("not a number");
    if (!isSpanEdge(edge)) return bad(`edge ${edge}`);
    derived.push({ location, context, edge });
  }
  const runs: SpanRun[] = [];
  let expected = 4;
  while (!input.atEnd) {
    const head = input.unsigned();
    if (head === undefined) return bad("not a number");
    const length = Math.floor(head / 4) + 1;
    const kind = head % 4;
    if (kind === 0) {
      runs.push({ kind: "call-site", length });
      continue;
    }
    const operand = kind === 1 ? input.signed() : input.unsigned();
    if (operand === undefined) return bad("not a number");
    if (kind === 1) {
      const first = expected + operand;
      if (first < 4) return bad(`span ${first} is not one of the input's`);
      runs.push({ kind: "input", length, first });
      expected = first + length;
    } else if (kind === 2) {
      runs.push({ kind: "same", length, span: operand });
    } else if (operand === parsedReference * 2 + 1) {
      const [text, stream, facts] = [input.unsigned(), input.unsigned(), input.digits()];
      if (text === undefined || stream === undefined || facts === undefined) return bad("a parsed stream that is cut short");
      runs.push({ kind: "parsed", length, text, stream, facts });
    } else if (operand % 2 === 1) {
      runs.push({ kind: "unopened", length, reference: Math.floor(operand / 2) });
    } else if (length === 1) {
      runs.push({ kind: "clone", id: operand / 2 });
    } else {
      return bad(`a clone of ${length} trees`);
    }
  }
  return { ok: true, map: { derived, runs } };
}

/** What stands for a parsed stream where others have the reference of an input stream; no such has this number. */
const parsedReference = 2;
