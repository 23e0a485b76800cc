import { isPunctChar } from "./characters.ts";
import { type DerivedSpan, isSpanEdge, type OutputTree, type TokenTree } from "./token-tree.ts";
import { delimiterCodes, maximumDepth } from "./wire-codes.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes are not the wire encoding of docs/contracts.md §1. `offset` is where reading stopped. */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} at byte ${offset}`);
    this.offset = offset;
  }
}

/** Reads the wire encoding of docs/contracts.md §1, value by value; throws `WireError` on anything else. */
export class WireReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#offset;
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  /** Unsigned LEB128 of at most 5 bytes. */
  u(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 5; count++) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
      factor *= 0x80;
    }
    throw this.#error("a number of more than 32 bits");
  }

  u8(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw this.#error("unexpected end");
    this.#offset++;
    return byte;
  }

  /** Four bytes, little-endian. */
  u32(): number {
    return this.u8() + this.u8() * 0x100 + this.u8() * 0x1_0000 + this.u8() * 0x100_0000;
  }

  /** Byte length, then UTF-8. */
  string(): string {
    const length = this.u();
    const start = this.#offset;
    const bytes = this.bytes(length);
    // Nearly all strings of a stream are short ASCII names, for which the decoder costs more than a loop.
    if (length < 32) {
      let text = "";
      let ascii = true;
      for (const byte of bytes) {
        if (byte >= 0x80) {
          ascii = false;
          break;
        }
        text += String.fromCharCode(byte);
      }
      if (ascii) return text;
    }
    try {
      return utf8.decode(bytes);
    } catch {
      throw new WireError("a string that is not UTF-8", start);
    }
  }

  /** `length` bytes, as a view of the buffer. */
  bytes(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw this.#error("unexpected end");
    const bytes = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return bytes;
  }

  /** A stream without spans, as macros receive it. */
  inputStream(): TokenTree[] {
    return this.#stream(false, 0) as TokenTree[];
  }

  /** A stream with spans, as the guest returns it. */
  outputStream(): OutputTree[] {
    return this.#stream(true, 0);
  }

  derivedSpans(): DerivedSpan[] {
    return this.#list(3, () => {
      const location = this.u();
      const context = this.u();
      const edge = this.u8();
      if (!isSpanEdge(edge)) throw this.#error(`edge ${edge}`);
      return { location, context, edge };
    });
  }

  /** The strings that a macro had parsed, as an entry's `parsed` lists them: `<length>:<16 hex digits>`. */
  parsedList(): string[] {
    return this.#list(9, () => {
      const length = this.u();
      let hash = "";
      // The hash is a little-endian u64 and is written as a number, most significant digit first.
      for (const byte of this.bytes(8)) hash = byte.toString(16).padStart(2, "0") + hash;
      return `${length}:${hash}`;
    });
  }

  #list<T>(minimumSize: number, read: () => T): T[] {
    const count = this.u();
    // A count that the rest cannot hold is refused before anything is allocated for it.
    if (count * minimumSize > this.#bytes.length - this.#offset) throw this.#error(`a count of ${count}`);
    return Array.from({ length: count }, read);
  }

  #stream(spans: boolean, depth: number): OutputTree[] {
    if (depth > maximumDepth) throw this.#error(`groups nested more than ${maximumDepth} deep`);
    return this.#list(2, () => this.#tree(spans, depth));
  }

  #tree(spans: boolean, depth: number): OutputTree {
    const kind = this.u8();
    switch (kind) {
      case 0: {
        const delimiter = delimiterCodes[this.u8()];
        if (delimiter === undefined) throw this.#error("an unknown delimiter");
        const span = spans ? this.u() : undefined;
        return { kind: "group", delimiter, trees: this.#stream(spans, depth + 1) as TokenTree[], span };
      }
      case 1: {
        const raw = this.u8() === 1;
        const text = this.string();
        return { kind: "ident", text, raw, span: spans ? this.u() : undefined };
      }
      case 2: {
        const char = String.fromCharCode(this.u8());
        if (char !== "'" && !isPunctChar(char.charCodeAt(0))) throw this.#error(`punctuation ${JSON.stringify(char)}`);
        const joint = this.u8() === 1;
        return { kind: "punct", char, joint, span: spans ? this.u() : undefined };
      }
      case 3: {
        const text = this.string();
        return { kind: "literal", text, span: spans ? this.u() : undefined };
      }
      case 4:
        if (spans) return { kind: "clone", id: this.u() };
        break;
      case 5:
        if (spans) return { kind: "unopened", reference: this.u() };
        break;
      case 6:
        if (spans) {
          const [text, stream] = [this.u(), this.u()];
          const trees = this.#stream(false, depth + 1) as TokenTree[];
          const facts = this.string();
          if (!/^[A-Za-z0-9+/]*$/.test(facts)) throw this.#error("facts that are no base64 digits");
          return { kind: "parsed", text, stream, trees, facts };
        }
        break;
    }
    throw this.#error(`an unknown tree ${kind}`);
  }

  #error(what: string): WireError {
    return new WireError(what, this.#offset);
  }
}
