import { type ScannedSource, scanSource, TokenKind } from "#source";
import type { LineRange } from "./occurrences.ts";

/** A file's tokens, with what it takes to find one by its line. */
export class SourceLines {
  readonly #source: ScannedSource;
  readonly #lineStarts: number[] = [0];

  constructor(text: string) {
    this.#source = scanSource(text);
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  /**
   * The lines of the invocation that begins on a line: of the call, or of the item that the macro is on. Undefined
   * where the line does not name the macro: then it is no longer there.
   */
  extentAt(line: number, macroName: string, kind: string): LineRange | undefined {
    const { text, count, start, end, kind: kinds, partner } = this.#source;
    const lineStart = this.#lineStarts[line - 1];
    if (lineStart === undefined) return undefined;
    const lineEnd = this.#lineStarts[line] ?? text.length;
    let index = this.#tokenAt(lineStart);
    while (index < count && start[index]! < lineEnd && text.slice(start[index], end[index]) !== macroName) index++;
    if (index >= count || start[index]! >= lineEnd) return undefined;
    for (index++; index < count; index++) {
      const char = text[start[index]!];
      if (kinds[index] === TokenKind.punct && char === ";") return this.#range(line, index);
      if (kinds[index] !== TokenKind.open) continue;
      const closing = partner[index]!;
      if (closing < 0) return undefined;
      if (char === "{" || kind === "function") return this.#range(line, closing);
      index = closing;
    }
    return undefined;
  }

  #range(first: number, token: number): LineRange {
    const at = this.#source.start[token]!;
    let last = first;
    while (last < this.#lineStarts.length && this.#lineStarts[last]! <= at) last++;
    return { first, last };
  }

  /** The first token at or behind an offset. */
  #tokenAt(offset: number): number {
    const { count, start } = this.#source;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (start[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
