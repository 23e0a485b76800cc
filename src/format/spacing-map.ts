import { VlqReader, VlqWriter } from "./base64-vlq.ts";

/**
 * Writes an entry's `alone` (docs/format.md §4). `joint` says for each punct of the text that stands directly
 * before another one whether it is Joint. Empty when all are, which is what the text looks like.
 */
export function encodeSpacing(joint: readonly boolean[]): string {
  const writer = new VlqWriter();
  const last = joint.lastIndexOf(false);
  let expected = true;
  for (let at = 0; at <= last; ) {
    const start = at;
    while (at <= last && joint[at] === expected) at++;
    writer.unsigned(at - start);
    expected = !expected;
  }
  return writer.text;
}

/** Reads an entry's `alone`, punct by punct. */
export class SpacingReader {
  readonly #runs: VlqReader;
  #joint = false;
  #left = 0;

  constructor(alone: string) {
    this.#runs = new VlqReader(alone);
  }

  /** Whether the next such punct is Joint; undefined when the text is no base64 VLQ. */
  next(): boolean | undefined {
    while (this.#left === 0) {
      if (this.#runs.atEnd) return true;
      const length = this.#runs.unsigned();
      if (length === undefined) return undefined;
      this.#joint = !this.#joint;
      this.#left = length;
    }
    this.#left--;
    return this.#joint;
  }

  /** Whether everything has been read. */
  get atEnd(): boolean {
    return this.#left === 0 && this.#runs.atEnd;
  }
}
