import { visibleName } from "#review/entries";

/** A text as code within a line. No run of backticks in it ends it. */
export function code(text: string): string {
  if (text === "") return "";
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = /^[` ]|[` ]$/.test(text) ? " " : "";
  return fence + space + text + space + fence;
}

/** Words as they are if they are no Markdown, mention or address; else as code, which is never any of these. */
export function prose(words: string): string {
  const isPlain = /^[A-Za-z0-9_ .,:;'()+-]*$/.test(words) && !/(?:^|[^A-Za-z0-9])_|_(?:[^A-Za-z0-9]|$)|:\/|www\.|^\s|^[+-]|^\d+[.)]/.test(words);
  return isPlain ? words : code(visibleName(words));
}

/** Code in a cell of a table, where a bar would end the cell even in code. */
export function tableCell(text: string): string {
  return code(visibleName(text)).replaceAll("|", "\\|");
}

/** A block of code that none of its lines ends. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}\n`;
}

/** Puts a text together that must not be longer than a limit, and remembers what it had no room for. */
export class MarkdownBudget {
  readonly #limit: number;
  readonly #parts: string[] = [];
  readonly #left = new Map<string, number>();
  #length = 0;

  /** `limit` is in characters; bytes are counted, which are never fewer. */
  constructor(limit: number) {
    this.#limit = limit - reserved;
  }

  always(text: string): void {
    this.#parts.push(text);
    this.#length += Buffer.byteLength(text);
  }

  /** Whether there was room; if not it counts as one of `what`. */
  block(what: string, text: string): boolean {
    if (this.#length + Buffer.byteLength(text) <= this.#limit) {
      this.always(text);
      return true;
    }
    this.#left.set(what, (this.#left.get(what) ?? 0) + 1);
    return false;
  }

  /** As many rows as there is room for. */
  table(what: string, head: string, rows: readonly string[]): void {
    if (this.#length + Buffer.byteLength(head) + Buffer.byteLength(rows[0] ?? "") > this.#limit) {
      this.#left.set(what, (this.#left.get(what) ?? 0) + rows.length);
      return;
    }
    this.always(head);
    for (const row of rows) this.block(what, row);
  }

  finish(advice: string): { readonly text: string; readonly leftOut: readonly string[] } {
    const leftOut = [...this.#left].map(([what, count]) => `${count} ${what}`);
    const end = leftOut.length === 0 ? "" : `\n_Left out, for want of room: ${leftOut.join(", ")}. ${advice}_\n`;
    return { text: this.#parts.join("") + end, leftOut };
  }
}

/** Bytes that are kept for saying what was left out. */
const reserved = 600;
