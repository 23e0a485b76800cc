import { isDigit, isNameContinue, isNameStart, isPunctChar, isWhiteSpace, section } from "./characters.ts";
import { delimiterText } from "./print-tokens-plain.ts";
import { SpacingReader } from "./spacing-map.ts";
import type { Delimiter, TokenTree } from "./token-tree.ts";
import { maximumDepth } from "./wire-codes.ts";

/** Where and why a text does not follow the grammar. Line and column are 1-based; a column is a UTF-16 code unit. */
export interface TextProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export type LexedExpansion =
  | {
      readonly ok: true;
      readonly trees: readonly TokenTree[];
      /** Which puncts, counted in the order of the text, stand directly before another one. */
      readonly adjacent: readonly number[];
    }
  | { readonly ok: false; readonly problem: TextProblem };

/**
 * Reads the text of an expansion into token trees without spans: the grammar of docs/format.md §4. `alone` is
 * the entry's, empty if it has none.
 */
export function lexExpansion(text: string, alone = ""): LexedExpansion {
  if (text.length > largestExpansion || (text.length > largestExpansion / 3 && Buffer.byteLength(text) > largestExpansion)) {
    return { ok: false, problem: { message: "the expansion is larger than 64 MiB", line: 1, column: 1 } };
  }
  try {
    const lexer = new Lexer(text, alone);
    return { ok: true, trees: lexer.run(), adjacent: lexer.adjacent };
  } catch (error) {
    if (!(error instanceof LexProblem)) throw error;
    return { ok: false, problem: { message: error.message, ...positionAt(text, error.offset) } };
  }
}

/** Bytes of UTF-8. */
const largestExpansion = 64 * 1024 * 1024;

/** Leaves the lexer's loop; never seen outside this file. */
class LexProblem extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

interface OpenGroup {
  readonly delimiter: Delimiter;
  readonly trees: TokenTree[];
  readonly offset: number;
}

class Lexer {
  readonly #text: string;
  /** The offset of the character that is looked at next. */
  #at = 0;
  /** The trees of the innermost open group, and the groups around it, innermost last. */
  #trees: TokenTree[] = [];
  readonly #outer: OpenGroup[] = [];
  readonly #spacing: SpacingReader;
  #punctCount = 0;
  readonly adjacent: number[] = [];

  constructor(text: string, alone: string) {
    this.#text = text;
    this.#spacing = new SpacingReader(alone);
  }

  run(): TokenTree[] {
    const end = this.#text.length;
    while (this.#at < end) {
      const unit = this.#text.charCodeAt(this.#at);
      if (isWhiteSpace(unit)) this.#at++;
      else this.#token(unit);
    }
    const open = this.#outer.at(-1);
    if (open !== undefined) throw new LexProblem(`this ${delimiterText[open.delimiter].open} is never closed`, open.offset);
    if (!this.#spacing.atEnd) throw new LexProblem("`alone` speaks of more puncts than the expansion has", end);
    return this.#trees;
  }

  #token(unit: number): void {
    switch (unit) {
      case 0x28:
        return this.#open("(", 1);
      case 0x5b:
        return this.#open("[", 1);
      case 0x7b:
        return this.#open("{", 1);
      case 0x29:
        return this.#close("(", 1);
      case 0x5d:
        return this.#close("[", 1);
      case 0x7d:
        return this.#close("{", 1);
      case 0x22:
        return this.#string(this.#at, this.#at);
      case 0x27:
        return this.#quote();
      case section:
        return this.#markup();
    }
    if (isDigit(unit)) return this.#number();
    if (isNameStart(unit)) return this.#word(unit);
    if (isPunctChar(unit)) return this.#punct(unit);
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    throw new LexProblem(`unexpected character ${JSON.stringify(char)}`, this.#at);
  }

  #open(delimiter: Delimiter, length: number): void {
    // The groups that are open, and this one.
    if (this.#outer.length >= maximumDepth) {
      throw new LexProblem(`groups nested more than ${maximumDepth} deep`, this.#at);
    }
    this.#outer.push({ delimiter, trees: this.#trees, offset: this.#at });
    this.#trees = [];
    this.#at += length;
  }

  #close(delimiter: Delimiter, length: number): void {
    const open = this.#outer.pop();
    if (open === undefined) throw new LexProblem(`${delimiterText[delimiter].close} closes nothing`, this.#at);
    if (open.delimiter !== delimiter) {
      const { line, column } = positionAt(this.#text, open.offset);
      const opened = `${delimiterText[open.delimiter].open} at ${line}:${column}`;
      throw new LexProblem(`${delimiterText[delimiter].close} does not close the ${opened}`, this.#at);
    }
    open.trees.push({ kind: "group", delimiter, trees: this.#trees });
    this.#trees = open.trees;
    this.#at += length;
  }

  /** `§` where a token starts: a None group's delimiter or the punct `'`. */
  #markup(): void {
    switch (this.#text.charCodeAt(this.#at + 1)) {
      case 0x28:
        return this.#open("none", 2);
      case 0x29:
        return this.#close("none", 2);
      case 0x27:
        this.#at += 2;
        this.#pushPunct("'", this.#jointMark());
        return;
    }
    throw new LexProblem("§ that is neither a scope nor other markup", this.#at);
  }

  #punct(unit: number): void {
    const text = this.#text;
    if (unit === 0x24 && text.startsWith("crate", this.#at + 1) && !isNameContinue(text.charCodeAt(this.#at + 6))) {
      this.#at += 6;
      this.#trees.push({ kind: "ident", text: "$crate", raw: false, scope: this.#scope() });
      return;
    }
    this.#at++;
    const char = String.fromCharCode(unit);
    if (char === "/" && (text[this.#at] === "/" || text[this.#at] === "*")) {
      throw new LexProblem("what a reader would take for a comment", this.#at - 1);
    }
    if (!isPunctChar(text.charCodeAt(this.#at))) return this.#pushPunct(char, this.#jointMark());
    const joint = this.#spacing.next();
    if (joint === undefined) throw new LexProblem("`alone` cannot be read", this.#at);
    this.adjacent.push(this.#punctCount);
    this.#pushPunct(char, joint);
  }

  #pushPunct(char: string, joint: boolean): void {
    this.#punctCount++;
    this.#trees.push({ kind: "punct", char, joint });
  }

  /** Takes `§~`. */
  #jointMark(): boolean {
    const found = this.#text.startsWith("§~", this.#at);
    if (found) this.#at += 2;
    return found;
  }

  /** A word that is an identifier or the prefix of a literal. */
  #word(unit: number): void {
    const text = this.#text;
    const start = this.#at;
    // Only words that start with one of these three letters can be prefixes.
    if (unit === 0x72 || unit === 0x62 || unit === 0x63) {
      const prefix = literalPrefix.exec(text.slice(start, start + 3))?.[0] ?? "";
      const next = text.charCodeAt(start + prefix.length);
      const raw = prefix.endsWith("r");
      if (next === 0x22 && prefix !== "") return this.#string(start, start + prefix.length, raw);
      if (next === 0x27 && prefix === "b") return this.#character(start, start + 1);
      if (next === 0x23 && raw) {
        if (this.#hashesThenQuote(start + prefix.length)) return this.#string(start, start + prefix.length, true);
        if (prefix === "r" && text[start + 2] !== "#") {
          this.#at = start + 2;
          return this.#ident(true);
        }
      }
    }
    this.#ident(false);
  }

  #hashesThenQuote(from: number): boolean {
    let at = from;
    while (this.#text.charCodeAt(at) === 0x23) at++;
    return this.#text.charCodeAt(at) === 0x22;
  }

  #ident(raw: boolean): void {
    const start = this.#at;
    if (raw && !isNameStart(this.#text.charCodeAt(start))) throw new LexProblem("r# without an identifier", start);
    const name = this.#name();
    if (raw && neverRaw.has(name)) throw new LexProblem(`${name} cannot be a raw identifier`, start);
    this.#trees.push({ kind: "ident", text: name, raw, scope: this.#scope() });
  }

  #name(): string {
    const start = this.#at;
    while (isNameContinue(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  /** Takes `§N`; undefined where an identifier has none. */
  #scope(): number | undefined {
    const text = this.#text;
    if (text.charCodeAt(this.#at) !== section || !isDigit(text.charCodeAt(this.#at + 1))) return undefined;
    const start = this.#at;
    this.#at++;
    const first = this.#at;
    while (isDigit(text.charCodeAt(this.#at))) this.#at++;
    const digits = text.slice(first, this.#at);
    if (digits.startsWith("0") || digits.length > 9) throw new LexProblem(`§${digits} is not a scope`, start);
    return Number(digits);
  }

  /** `'`: a lifetime or a character. */
  #quote(): void {
    const text = this.#text;
    const start = this.#at;
    const raw = text.startsWith("r#", start + 1) && isNameContinue(text.charCodeAt(start + 3));
    const name = start + (raw ? 3 : 1);
    if (raw || isNameStart(text.charCodeAt(name))) {
      let end = name;
      while (isNameContinue(text.charCodeAt(end))) end++;
      // As to rustc, a raw lifetime is one whatever follows.
      if (raw || text.charCodeAt(end) !== 0x27) {
        this.#pushPunct("'", true);
        this.#at = name;
        return this.#ident(raw);
      }
    }
    this.#character(start, start);
  }

  /** A character or byte literal that starts at `start` and has its quote at `quote`. */
  #character(start: number, quote: number): void {
    const text = this.#text;
    let at = quote + 1;
    const first = text.codePointAt(at);
    if (first === 0x5c) {
      at += 2;
      while (at < text.length && text.charCodeAt(at) !== 0x27) at++;
    } else if (first !== undefined && first !== 0x27 && first !== 0x0a) {
      at += first > 0xffff ? 2 : 1;
    }
    if (at === quote + 1 || text.charCodeAt(at) !== 0x27) {
      throw new LexProblem("a character literal that does not end", start);
    }
    this.#at = at + 1;
    this.#literal(start);
  }

  /** A string literal that starts at `start` and has its quote, or a raw one its first `#`, at `from`. */
  #string(start: number, from: number, raw = false): void {
    const text = this.#text;
    if (raw) {
      const quote = text.indexOf('"', from);
      if (quote - from > 255) throw new LexProblem("a raw string with more than 255 #", start);
      const closing = '"' + text.slice(from, quote);
      const end = text.indexOf(closing, quote + 1);
      if (end < 0) throw new LexProblem("a raw string that does not end", start);
      this.#at = end + closing.length;
      return this.#literal(start);
    }
    for (let at = from + 1; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === 0x5c) at++;
      else if (unit === 0x22) {
        this.#at = at + 1;
        return this.#literal(start);
      }
    }
    throw new LexProblem("a string that does not end", start);
  }

  #number(): void {
    const text = this.#text;
    const start = this.#at;
    const radix = text.charCodeAt(start) === 0x30 ? text.charCodeAt(start + 1) : 0;
    // 0x, 0o, 0b: digits of all kinds, and a suffix, are name characters.
    const decimal = radix !== 0x78 && radix !== 0x6f && radix !== 0x62;
    this.#digits();
    if (decimal) {
      if (text.charCodeAt(this.#at) === 0x2e && this.#ownsDot()) {
        this.#at++;
        this.#digits();
      }
      if ((text.charCodeAt(this.#at) | 0x20) === 0x65) {
        this.#at++;
        const sign = text.charCodeAt(this.#at);
        if (sign === 0x2b || sign === 0x2d) this.#at++;
        this.#digits();
      }
    }
    this.#literal(start);
  }

  #digits(): void {
    let unit = this.#text.charCodeAt(this.#at);
    while (isDigit(unit) || unit === 0x5f) unit = this.#text.charCodeAt(++this.#at);
  }

  /** Whether the `.` that is next belongs to the number before it: not in `1..2`, `1.max(2)` and `1.§(`. */
  #ownsDot(): boolean {
    const next = this.#text.charCodeAt(this.#at + 1);
    return !(next === 0x2e || next >= 0x80 || isNameStart(next));
  }

  /** Ends a literal that began at `start`, with the suffix that may be directly behind it. */
  #literal(start: number): void {
    if (isNameStart(this.#text.charCodeAt(this.#at))) this.#name();
    this.#trees.push({ kind: "literal", text: this.#text.slice(start, this.#at) });
  }
}

const neverRaw: ReadonlySet<string> = new Set(["_", "crate", "self", "Self", "super"]);

const literalPrefix = /^(?:r|br|cr|b|c)(?=["'#])/;

function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
