import type { SpanRun } from "./span-map.ts";
import type { ParsedStream } from "./token-tree.ts";

/**
 * Gathers the spans of an expansion's tokens, in order, into the runs that its span map has. The same
 * sequence always gives the same runs.
 */
export class SpanRunBuilder {
  readonly #runs: SpanRun[] = [];
  readonly #inputEnd: number;
  /** The run that grows: `length` tokens, the first with span `first`, each later one `step` more. */
  #first = 0;
  #length = 0;
  #step: 0 | 1 = 0;

  /** `inputEnd` is N, the first id after the input. */
  constructor(inputEnd: number) {
    this.#inputEnd = inputEnd;
  }

  token(span: number): void {
    if (this.#length === 1 && this.#isInput(this.#first) && span === this.#first + 1 && this.#isInput(span)) {
      this.#step = 1;
    }
    if (this.#length > 0 && span === this.#first + this.#step * this.#length && (this.#step === 0 || this.#isInput(span))) {
      this.#length++;
      return;
    }
    this.#flush();
    this.#first = span;
    this.#length = 1;
  }

  clone(id: number): void {
    this.#flush();
    this.#runs.push({ kind: "clone", id });
  }

  /** A stream handed back unopened; an empty one stands for no trees and leaves no trace. */
  unopened(reference: number, length: number): void {
    if (length === 0) return;
    this.#flush();
    this.#runs.push({ kind: "unopened", length, reference });
  }

  parsed({ text, stream, facts }: ParsedStream, length: number): void {
    this.#flush();
    this.#runs.push({ kind: "parsed", length, text, stream, facts });
  }

  finish(): readonly SpanRun[] {
    this.#flush();
    return this.#runs;
  }

  #isInput(span: number): boolean {
    return span >= 4 && span < this.#inputEnd;
  }

  #flush(): void {
    const length = this.#length;
    const first = this.#first;
    if (length > 0) {
      if (first === 0) this.#runs.push({ kind: "call-site", length });
      else if (this.#isInput(first) && (this.#step === 1 || length === 1)) this.#runs.push({ kind: "input", length, first });
      else this.#runs.push({ kind: "same", length, span: first });
    }
    this.#length = 0;
    this.#step = 0;
  }
}
