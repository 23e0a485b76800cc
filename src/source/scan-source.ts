import { TokenKind } from "./token-kind.ts";

/** The tokens of a file, one column for each fact. Offsets are UTF-16 indices into `text`. */
export interface ScannedSource {
  readonly text: string;
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** The other delimiter of an opening or closing token, -1 where there is none. */
  readonly partner: Int32Array;
  /** The opening token of the group that a token stands in, -1 at the top. */
  readonly parent: Int32Array;
}

/**
 * Splits Rust source into tokens in linear time. It never fails: what is not Rust becomes punctuation, and
 * a literal or comment without an end reaches to the end of the text.
 */
export function scanSource(text: string): ScannedSource {
  const columns = new Columns();
  let at = skipFileStart(text);
  while (at < text.length) {
    at = scanOne(text, at, columns);
  }
  return columns.finish(text);
}

function skipFileStart(text: string): number {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (!text.startsWith("#!", start)) return start;
  // `#![attr]` is an attribute; anything else after `#!` is a shebang line.
  const rest = /^#!\s*\[/.test(text.slice(start, start + 200));
  if (rest) return start;
  const lineEnd = text.indexOf("\n", start);
  return lineEnd < 0 ? text.length : lineEnd;
}

/** Scans one token or one stretch of white space; returns the offset behind it. */
function scanOne(text: string, at: number, columns: Columns): number {
  const code = text.charCodeAt(at);
  if (isWhiteSpace(code)) return at + 1;
  if (code === SLASH) {
    const next = text.charCodeAt(at + 1);
    if (next === SLASH) return scanLineComment(text, at, columns);
    if (next === STAR) return scanBlockComment(text, at, columns);
  }
  if (code === QUOTE) return columns.push(TokenKind.literal, at, endOfString(text, at + 1));
  if (code === APOSTROPHE) return scanApostrophe(text, at, columns);
  if (isDigit(code)) return columns.push(TokenKind.literal, at, endOfSuffix(text, endOfNumber(text, at)));
  if (isIdentStart(code)) return scanWord(text, at, columns);
  switch (code) {
    case 0x28:
    case 0x5b:
    case 0x7b:
      return columns.open(code, at);
    case 0x29:
    case 0x5d:
    case 0x7d:
      return columns.close(code, at);
    default:
      return columns.push(TokenKind.punct, at, at + 1);
  }
}

const SLASH = 0x2f;
const STAR = 0x2a;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const HASH = 0x23;

function scanLineComment(text: string, at: number, columns: Columns): number {
  let end = text.indexOf("\n", at);
  if (end < 0) end = text.length;
  const third = text.charAt(at + 2);
  const isDoc = third === "!" || (third === "/" && text.charAt(at + 3) !== "/");
  return isDoc ? columns.push(TokenKind.docComment, at, end) : end;
}

function scanBlockComment(text: string, at: number, columns: Columns): number {
  let depth = 1;
  let end = at + 2;
  while (end < text.length && depth > 0) {
    const code = text.charCodeAt(end);
    const next = text.charCodeAt(end + 1);
    if (code === SLASH && next === STAR) {
      depth += 1;
      end += 2;
    } else if (code === STAR && next === SLASH) {
      depth -= 1;
      end += 2;
    } else {
      end += 1;
    }
  }
  end = Math.min(end, text.length);
  const third = text.charAt(at + 2);
  const fourth = text.charAt(at + 3);
  const isDoc = third === "!" || (third === "*" && fourth !== "*" && fourth !== "/");
  return isDoc ? columns.push(TokenKind.docComment, at, end) : end;
}

/** A character literal or a lifetime: they differ in what follows the first character. */
function scanApostrophe(text: string, at: number, columns: Columns): number {
  const first = text.codePointAt(at + 1);
  if (first === undefined) return columns.push(TokenKind.punct, at, at + 1);
  if (first === BACKSLASH) return columns.push(TokenKind.literal, at, endOfCharacter(text, at + 1));
  const behind = at + 1 + (first > 0xffff ? 2 : 1);
  if (text.charCodeAt(behind) === APOSTROPHE) {
    return columns.push(TokenKind.literal, at, endOfSuffix(text, behind + 1));
  }
  if (text.startsWith("r#", at + 1) && isIdentStart(text.charCodeAt(at + 3))) {
    return columns.push(TokenKind.lifetime, at, endOfWord(text, at + 3));
  }
  if (isIdentStart(first)) return columns.push(TokenKind.lifetime, at, endOfWord(text, at + 1));
  return columns.push(TokenKind.punct, at, at + 1);
}

function scanWord(text: string, at: number, columns: Columns): number {
  const end = endOfWord(text, at);
  if (end - at <= 2) {
    const word = text.slice(at, end);
    const next = text.charCodeAt(end);
    if (next === QUOTE && (word === "b" || word === "c")) {
      return columns.push(TokenKind.literal, at, endOfString(text, end + 1));
    }
    if (next === APOSTROPHE && word === "b") {
      return columns.push(TokenKind.literal, at, endOfCharacter(text, end + 1));
    }
    if ((next === QUOTE || next === HASH) && (word === "r" || word === "br" || word === "cr")) {
      const rawEnd = endOfRawString(text, end);
      if (rawEnd >= 0) return columns.push(TokenKind.literal, at, rawEnd);
      if (word === "r" && isIdentStart(text.charCodeAt(end + 1))) {
        return columns.push(TokenKind.ident, at, endOfWord(text, end + 1));
      }
    }
  }
  return columns.push(TokenKind.ident, at, end);
}

function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 2;
    else if (code === QUOTE) return endOfSuffix(text, at + 1);
    else at += 1;
  }
  return text.length;
}

/** `from` is behind the opening apostrophe. A character does not span lines, so an unclosed one ends there. */
function endOfCharacter(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 2;
    else if (code === APOSTROPHE) return endOfSuffix(text, at + 1);
    else if (code === 0x0a) return at;
    else at += 1;
  }
  return text.length;
}

/** `from` is at the first `#` or the quote; -1 when this is no raw string. */
function endOfRawString(text: string, from: number): number {
  let hashes = 0;
  while (text.charCodeAt(from + hashes) === HASH) hashes += 1;
  if (text.charCodeAt(from + hashes) !== QUOTE) return -1;
  const terminator = `"${"#".repeat(hashes)}`;
  const end = text.indexOf(terminator, from + hashes + 1);
  return end < 0 ? text.length : endOfSuffix(text, end + terminator.length);
}

function endOfNumber(text: string, from: number): number {
  const isDecimal = !/[xXbBoO]/.test(text.charAt(from + 1)) || text.charAt(from) !== "0";
  let at = endOfDigits(text, from, isDecimal);
  const behindDot = text.charCodeAt(at + 1);
  if (text.charAt(at) === "." && text.charAt(at + 1) !== "." && !isIdentStart(behindDot)) {
    at = isDigit(behindDot) ? endOfDigits(text, at + 1, isDecimal) : at + 1;
  }
  return at;
}

function endOfDigits(text: string, from: number, isDecimal: boolean): number {
  let at = from;
  while (isIdentContinue(text.charCodeAt(at))) {
    const isExponent = isDecimal && /[eE]/.test(text.charAt(at));
    at += 1;
    if (isExponent && /[+-]/.test(text.charAt(at)) && isDigit(text.charCodeAt(at + 1))) at += 1;
  }
  return at;
}

function endOfSuffix(text: string, from: number): number {
  return isIdentStart(text.charCodeAt(from)) ? endOfWord(text, from) : Math.min(from, text.length);
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (isIdentContinue(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Every non-ASCII character that is no white space counts as a letter, which is all that real source needs. */
function isIdentStart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || (code > 0x7f && !isWhiteSpace(code))
  );
}

function isIdentContinue(code: number): boolean {
  return isIdentStart(code) || isDigit(code);
}

function isWhiteSpace(code: number): boolean {
  return (
    code === 0x20 ||
    (code >= 0x09 && code <= 0x0d) ||
    code === 0x85 ||
    code === 0x200e ||
    code === 0x200f ||
    code === 0x2028 ||
    code === 0x2029
  );
}

/** Growing columns, and the stack of open delimiters. */
class Columns {
  private kind: number[] = [];
  private start: number[] = [];
  private end: number[] = [];
  private partner: number[] = [];
  private parent: number[] = [];
  private stack: { readonly index: number; readonly closer: number }[] = [];
  /** How many delimiters on the stack wait for each closer, so that a stray one is not searched for. */
  private waiting = new Map<number, number>();

  push(kind: number, start: number, end: number): number {
    const stop = Math.max(end, start + 1);
    this.kind.push(kind);
    this.start.push(start);
    this.end.push(stop);
    this.partner.push(-1);
    this.parent.push(this.stack.at(-1)?.index ?? -1);
    return stop;
  }

  open(code: number, at: number): number {
    const index = this.kind.length;
    const end = this.push(TokenKind.open, at, at + 1);
    const closer = code === 0x28 ? 0x29 : code + 2;
    this.stack.push({ index, closer });
    this.waiting.set(closer, (this.waiting.get(closer) ?? 0) + 1);
    return end;
  }

  close(code: number, at: number): number {
    if ((this.waiting.get(code) ?? 0) === 0) return this.push(TokenKind.punct, at, at + 1);
    for (;;) {
      const top = this.stack.pop();
      if (top === undefined) break;
      this.waiting.set(top.closer, (this.waiting.get(top.closer) ?? 1) - 1);
      if (top.closer !== code) continue;
      const index = this.kind.length;
      this.push(TokenKind.close, at, at + 1);
      this.partner[top.index] = index;
      this.partner[index] = top.index;
      break;
    }
    return at + 1;
  }

  finish(text: string): ScannedSource {
    return {
      text,
      count: this.kind.length,
      kind: Uint8Array.from(this.kind),
      start: Int32Array.from(this.start),
      end: Int32Array.from(this.end),
      partner: Int32Array.from(this.partner),
      parent: Int32Array.from(this.parent),
    };
  }
}
