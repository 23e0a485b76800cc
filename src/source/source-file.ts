import { scanSource, type ScannedSource } from "./scan-source.ts";
import { TokenKind } from "./token-kind.ts";

/** A position as rustc gives it: both counted from 1, columns in characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A Rust source file with its tokens, for questions about positions in it. */
export class SourceFile {
  readonly text: string;
  readonly tokens: ScannedSource;
  private readonly lineStarts: Int32Array;

  constructor(text: string) {
    this.text = text;
    this.tokens = scanSource(text);
    this.lineStarts = lineStartsOf(text);
  }

  /** UTF-16 offset of a position; undefined when the file has no such place. */
  offsetOf({ line, column }: Position): number | undefined {
    const lineStart = this.lineStarts[line - 1];
    if (lineStart === undefined || column < 1) return undefined;
    const lineEnd = this.lineStarts[line] ?? this.text.length + 1;
    let offset = lineStart;
    for (let seen = 1; seen < column; seen += 1) {
      offset += (this.text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
      if (offset >= lineEnd) return undefined;
    }
    return offset;
  }

  /** 1-based line of an offset. */
  lineOf(offset: number): number {
    return lastAtMost(this.lineStarts, this.lineStarts.length, offset) + 1;
  }

  /** Text between two positions, undefined when they are not in the file or in the wrong order. */
  slice(from: Position, to: Position): string | undefined {
    const start = this.offsetOf(from);
    const end = this.offsetOf(to);
    return start === undefined || end === undefined || end < start ? undefined : this.text.slice(start, end);
  }

  /** Index of the token that contains or follows an offset; `count` when there is none. */
  tokenAt(offset: number): number {
    const { start, end, count } = this.tokens;
    const last = lastAtMost(start, count, offset);
    return last >= 0 && (end[last] ?? 0) > offset ? last : last + 1;
  }

  tokenText(index: number): string {
    const { start, end } = this.tokens;
    return this.text.slice(start[index] ?? 0, end[index] ?? 0);
  }

  /** An identifier's text without `r#`, undefined for any other token. */
  identAt(index: number): string | undefined {
    if (this.tokens.kind[index] !== TokenKind.ident) return undefined;
    const text = this.tokenText(index);
    return text.startsWith("r#") ? text.slice(2) : text;
  }

  /** A keyword or identifier as it is written, so that `r#fn` is not taken for `fn`. */
  isWord(index: number, word: string): boolean {
    return this.tokens.kind[index] === TokenKind.ident && this.tokenText(index) === word;
  }

  isPunct(index: number, char: string): boolean {
    return this.tokens.kind[index] === TokenKind.punct && this.text[this.tokens.start[index] ?? -1] === char;
  }

  /** Whether the punctuation at `index` and the one behind it are written together, as in `=>`. */
  isPunctPair(index: number, pair: string): boolean {
    return (
      this.isPunct(index, pair.charAt(0)) &&
      this.isPunct(index + 1, pair.charAt(1)) &&
      this.tokens.end[index] === this.tokens.start[index + 1]
    );
  }

  isOpen(index: number, delimiter?: string): boolean {
    if (this.tokens.kind[index] !== TokenKind.open) return false;
    return delimiter === undefined || this.text[this.tokens.start[index] ?? -1] === delimiter;
  }

  isDocComment(index: number): boolean {
    return this.tokens.kind[index] === TokenKind.docComment;
  }

  isClose(index: number, delimiter?: string): boolean {
    if (this.tokens.kind[index] !== TokenKind.close) return false;
    return delimiter === undefined || this.text[this.tokens.start[index] ?? -1] === delimiter;
  }

  /** The opening token of the group around a token, -1 at the top level. */
  parentOf(index: number): number {
    return this.tokens.parent[index] ?? -1;
  }

  /** The token behind a whole tree: a group is passed over. */
  afterTree(index: number): number {
    if (this.tokens.kind[index] !== TokenKind.open) return index + 1;
    const partner = this.tokens.partner[index] ?? -1;
    return partner < 0 ? this.tokens.count : partner + 1;
  }

  /** The first token of the tree that ends before `index`; a group is passed over. */
  beforeTree(index: number): number {
    const previous = index - 1;
    if (this.tokens.kind[previous] !== TokenKind.close) return previous;
    return this.tokens.partner[previous] ?? previous;
  }
}

function lineStartsOf(text: string): Int32Array {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return Int32Array.from(starts);
}

/** Index of the last of the first `count` ascending numbers that is at most `value`, -1 when all are greater. */
function lastAtMost(ascending: Int32Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
