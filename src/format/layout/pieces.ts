import { builders } from "prettier/doc";

export type Doc = builders.Doc;

/** How a piece may share its first and last line with what is around it. */
export type Shape =
  /** A name, a literal, an operator expression … */
  | "plain"
  /** Ends in a block: `{ … }`, `match`, `if`, `loop`, `unsafe` … */
  | "block"
  | "closure"
  /** Ends in a delimited list: a call, a struct literal, an array, a macro call. */
  | "list"
  | "chain"
  | "binary";

/** A part of the document with what its surroundings decide by. */
export interface Piece {
  readonly doc: Doc;
  /** Columns when on one line; for a tall piece, of no meaning. */
  readonly width: number;
  /** Takes more than one line in any case. */
  readonly tall: boolean;
  readonly shape: Shape;
  /** For a call that is the only argument of another, both on one line: it does not do the same with its own. */
  readonly inner?: Doc | undefined;
  /** The group that, when it breaks, leaves the last line indented; `always` where that is so in any case. */
  readonly hanging?: symbol | "always" | undefined;
}

export const { conditionalGroup, fill, group, ifBreak, indent, line, softline } = builders;

/**
 * Line breaks that are always taken. They do not break the groups around them: those stay on one line as far as
 * it goes, which is how a closure's block shares the line of the call that it is an argument of.
 */
export const newline: Doc = builders.hardlineWithoutBreakParent;
const literalNewline: Doc = builders.literallineWithoutBreakParent;

export function textPiece(text: string, shape: Shape = "plain"): Piece {
  // A literal may contain line ends, which take no indentation.
  if (!text.includes("\n")) return { doc: text, width: text.length, tall: false, shape };
  const lines = text.split("\n");
  const doc = lines.flatMap((part, index) => (index === 0 ? [part] : [literalNewline, part]));
  return { doc, width: lines[0]!.length, tall: false, shape };
}

/** Puts pieces and documents one behind the other, and keeps account of width and height. */
export class PieceBuilder {
  readonly parts: Doc[] = [];
  width = 0;
  tall = false;
  /** The last list: where it is among the parts, and its two documents. */
  #list: { readonly at: number; readonly doc: Doc; readonly inner: Doc } | undefined;

  get empty(): boolean {
    return this.parts.length === 0;
  }

  add(piece: Piece): void {
    if (piece.shape === "list") {
      const { doc, inner } = piece;
      this.#list = inner === undefined ? undefined : { at: this.parts.length, doc, inner };
    }
    this.#append(piece.doc);
    this.width += piece.width;
    this.tall ||= piece.tall;
  }

  /** White space, or text without line ends. */
  space(doc: Doc): void {
    if (doc === "") return;
    this.#append(doc);
    if (typeof doc === "string") this.width += doc.length;
    else if (doc === newline) this.tall = true;
    else if (doc === line) this.width += 1;
  }

  /** Texts side by side become one: the printer goes over all parts several times. */
  #append(doc: Doc): void {
    const { parts } = this;
    const last = parts.length - 1;
    const before = parts[last];
    if (typeof doc === "string" && typeof before === "string") parts[last] = before + doc;
    else parts.push(doc);
  }

  finish(shape: Shape = "plain", wrap?: (doc: Doc) => Doc): Piece {
    const whole = (parts: readonly Doc[]): Doc => {
      const doc = parts.length === 1 ? parts[0]! : [...parts];
      return wrap === undefined ? doc : wrap(doc);
    };
    const list = shape === "list" ? this.#list : undefined;
    // Whoever takes parts out to put them elsewhere takes the list out as well.
    const inner = list === undefined || this.parts[list.at] !== list.doc ? undefined : whole(this.parts.with(list.at, list.inner));
    return { doc: whole(this.parts), width: this.width, tall: this.tall, shape, inner };
  }
}
