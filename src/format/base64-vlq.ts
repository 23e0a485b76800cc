/** Appends base64 VLQ numbers as source maps write them: low five bits first, bit 6 says that more follow. */
export class VlqWriter {
  text = "";

  /** An integer from 0 to 2^32 - 1. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 32) {
      this.text += digits[32 + (rest % 32)];
      rest = Math.floor(rest / 32);
    }
    this.text += digits[rest];
  }

  /** The sign is in the lowest bit, 1 for negative. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -value * 2 + 1 : value * 2);
  }

  /** Base64 digits that are no number, with their count before them. */
  digits(value: string): void {
    this.unsigned(value.length);
    this.text += value;
  }
}

/** Reads what `VlqWriter` writes. A method answers undefined at the end, for a foreign character and beyond 2^32 - 1. */
export class VlqReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Characters read so far. */
  get offset(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  unsigned(): number | undefined {
    let value = 0;
    let factor = 1;
    for (;;) {
      const digit = values.get(this.#text.charCodeAt(this.#at));
      if (digit === undefined) return undefined;
      this.#at++;
      value += (digit % 32) * factor;
      if (value > 0xffff_ffff) return undefined;
      if (digit < 32) return value;
      factor *= 32;
      // Seven digits hold 32 bits; leading zeros beyond that would only be a second spelling.
      if (factor > 32 ** 6) return undefined;
    }
  }

  signed(): number | undefined {
    const value = this.unsigned();
    if (value === undefined) return undefined;
    const magnitude = Math.floor(value / 2);
    return value % 2 === 1 ? -magnitude : magnitude;
  }

  digits(): string | undefined {
    const count = this.unsigned();
    if (count === undefined || count > this.#text.length - this.#at) return undefined;
    const found = this.#text.slice(this.#at, this.#at + count);
    if (!/^[A-Za-z0-9+/]*$/.test(found)) return undefined;
    this.#at += count;
    return found;
  }
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const values = new Map(Array.from(digits, (digit, value) => [digit.charCodeAt(0), value]));
