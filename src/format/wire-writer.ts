import type { DerivedSpan, OutputTree, TokenTree } from "./token-tree.ts";
import { delimiterCodes } from "./wire-codes.ts";

const utf8 = new TextEncoder();

/** Writes the wire encoding of docs/contracts.md §1: a growing buffer, values appended in order. */
export class WireWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** A copy of what was written so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Unsigned LEB128; `value` is an integer below 2^32. */
  u(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) throw new RangeError(`not a u32: ${value}`);
    let rest = value;
    while (rest >= 0x80) {
      this.u8((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.u8(rest);
  }

  u8(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  /** Four bytes, little-endian. */
  u32(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.u8((value >>> shift) & 0xff);
  }

  /** Byte length, then UTF-8. */
  string(text: string): void {
    const bytes = utf8.encode(text);
    this.u(bytes.length);
    this.bytes(bytes);
  }

  /** The bytes as they are, without a length. */
  bytes(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A stream without spans, as macros receive it. */
  inputStream(trees: readonly TokenTree[]): void {
    this.#stream(trees, false);
  }

  /** A stream with spans, as the guest returns it. A tree without a span is at the call site. */
  outputStream(trees: readonly OutputTree[]): void {
    this.#stream(trees, true);
  }

  derivedSpans(spans: readonly DerivedSpan[]): void {
    this.u(spans.length);
    for (const span of spans) {
      this.u(span.location);
      this.u(span.context);
      this.u8(span.edge);
    }
  }

  #stream(trees: readonly OutputTree[], spans: boolean): void {
    this.u(trees.length);
    for (const tree of trees) this.#tree(tree, spans);
  }

  #tree(tree: OutputTree, spans: boolean): void {
    switch (tree.kind) {
      case "group":
        this.u8(0);
        this.u8(delimiterCodes.indexOf(tree.delimiter));
        if (spans) this.u(tree.span ?? 0);
        return this.#stream(tree.trees, spans);
      case "ident":
        this.u8(1);
        this.u8(tree.raw ? 1 : 0);
        this.string(tree.text);
        break;
      case "punct":
        this.u8(2);
        this.u8(tree.char.charCodeAt(0));
        this.u8(tree.joint ? 1 : 0);
        break;
      case "literal":
        this.u8(3);
        this.string(tree.text);
        break;
      case "clone":
        this.u8(4);
        return this.u(tree.id);
      case "unopened":
        this.u8(5);
        return this.u(tree.reference);
      case "parsed":
        this.u8(6);
        this.u(tree.text);
        this.u(tree.stream);
        this.#stream(tree.trees, false);
        return this.string(tree.facts);
    }
    if (spans) this.u(tree.span ?? 0);
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + needed));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
