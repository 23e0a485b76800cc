import type { SpanContext } from "../sandbox/types.ts";
import type { DerivedSpan } from "./token-tree.ts";

/**
 * The derived spans of an output as its entry has them. The guest does not know how long spans are, and has single
 * bytes of them wherever rustc would take an operator apart: those that are none are the whole spans. Single bytes
 * that no token has are left out.
 */
export class OutputSpans {
  readonly derived: DerivedSpan[];
  readonly #given: readonly DerivedSpan[];
  readonly #inputEnd: number;
  readonly #spanContexts: readonly SpanContext[];
  readonly #ids: (number | undefined)[];
  #known: Map<string, number> | undefined;

  constructor(given: readonly DerivedSpan[], inputEnd: number, spanContexts: readonly SpanContext[]) {
    this.#given = given;
    this.#inputEnd = inputEnd;
    this.#spanContexts = spanContexts;
    this.derived = given.filter(({ edge }) => edge <= endEdge);
    let kept = 0;
    this.#ids = given.map(({ edge }) => (edge <= endEdge ? inputEnd + kept++ : undefined));
  }

  /** The entry's id for one of the output's, which must exist. */
  idOf(span: number): number {
    const index = span - this.#inputEnd;
    if (index < 0) return span;
    return (this.#ids[index] ??= this.#settle(this.#given[index]!));
  }

  #settle({ location, context, edge }: DerivedSpan): number {
    const place = this.#spanContexts[location < 2 ? location : location - 2];
    const isByte = place !== undefined && place.hi - place.lo === (edge < firstOfThree ? 2 : 3);
    if (!isByte && location === context) return location;
    const settled: DerivedSpan = { location, context, edge: isByte ? edge : 0 };
    this.#known ??= new Map(this.derived.map((other, index) => [keyOf(other), this.#inputEnd + index]));
    const known = this.#known.get(keyOf(settled)) ?? this.#inputEnd + this.derived.push(settled) - 1;
    this.#known.set(keyOf(settled), known);
    return known;
  }
}

function keyOf({ location, context, edge }: DerivedSpan): string {
  return `${location} ${context} ${edge}`;
}

const endEdge = 2;
const firstOfThree = 5;
