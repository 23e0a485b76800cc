/**
 * A source file of white space with an original's line ends, to be filled from front to back. Each character of
 * several bytes is one here, too, because columns count characters. The original is a byte for each character.
 */
export class Paper {
  readonly #blank: readonly string[];
  readonly #bytes: string[];
  #at = 0;

  constructor(original: string) {
    const blank = original
      .replaceAll(/[^\n\x80-\xff]/g, " ")
      .replaceAll(/[\xc2-\xdf][\x80-\xbf]/g, nextLine)
      .replaceAll(/[\xf0-\xff][\x80-\xbf]{3}/g, nextLine + nextLine)
      .replaceAll(/[\xe0-\xef][\x80-\xbf]{2}/g, lineSeparator);
    this.#blank = Array.from(blank);
    this.#bytes = Array.from(blank);
  }

  get length(): number {
    return this.#bytes.length;
  }

  get text(): string {
    return Buffer.from(this.#bytes.join(""), "latin1").toString();
  }

  /** Goes on at a place ahead. */
  moveTo(place: number): boolean {
    if (place < this.#at) return false;
    this.#at = place;
    return true;
  }

  /** Puts tokens one behind the other, on new lines where need be; false if they do not fit in before `limit`. */
  put(tokens: readonly string[], limit: number): boolean {
    let before = "";
    for (const token of tokens) {
      if (/\w$/.test(before) && /^\w/.test(token)) this.#at++;
      for (let end = this.#at; end < Math.min(this.#at + token.length, limit); end++) if (this.#bytes[end] !== " ") this.#at = end + 1;
      if (this.#at + token.length > limit) return false;
      for (const char of token) this.#bytes[this.#at++] = char;
      before = token;
    }
    return true;
  }

  /** Does what may not fit in: all of it, or nothing. */
  attempt(fill: () => boolean): boolean {
    const start = this.#at;
    if (fill()) return true;
    this.#clear(start);
    return false;
  }

  /** Whether something would fit in. */
  fits(fill: () => boolean): boolean {
    const start = this.#at;
    const does = fill();
    this.#clear(start);
    return does;
  }

  #clear(start: number): void {
    for (let at = start; at < this.#at && at < this.length; at++) this.#bytes[at] = this.#blank[at] as string;
    this.#at = start;
  }
}

/** White space to Rust, of two bytes and of three. */
const nextLine = Buffer.from("\u0085").toString("latin1");
const lineSeparator = Buffer.from("\u2028").toString("latin1");
