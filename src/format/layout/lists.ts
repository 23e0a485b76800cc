import type { Cursor } from "./cursor.ts";
import { conditionalGroup, type Doc, fill, group, indent, line, newline, type Piece, PieceBuilder, type Shape, softline } from "./pieces.ts";

/** One item of a delimited list, with the separator behind it. */
export interface Item {
  readonly piece: Piece;
  /** Sticks to the separator before it. */
  readonly glued: boolean;
  /** `,` or `;`, with the space that it needs before it; empty at the end of most lists. */
  readonly separator: string;
}

/** Reads items separated by `,` or `;` up to the end of the level, or to where `ends` says. */
export function readItems(c: Cursor, read: (c: Cursor) => Piece, ends: (c: Cursor) => boolean = () => false): Item[] {
  const atSeparator = (): boolean => (c.is(",") || c.is(";")) && !ends(c);
  const items: Item[] = [];
  while (!c.done && !ends(c)) {
    const glued = items.length > 0 && c.peek()!.glued;
    const piece = atSeparator() ? nothing : read(c);
    let separator = "";
    if (atSeparator()) {
      const space = c.gap("");
      separator = (space === "" ? "" : " ") + c.next().text;
    }
    items.push({ piece, glued, separator });
  }
  return items;
}

const nothing: Piece = { doc: "", width: 0, tall: false, shape: "plain" };

export interface ListStyle {
  /** Columns of all items together beyond which several items take a line each. */
  readonly limit: number;
  /** White space inside the delimiters when on one line. */
  readonly padding: "" | " ";
  /** The last item may keep the delimiters' lines and break inside: `f(|x| {`. */
  readonly hugs: boolean;
}

/** The width that decisions are made for before the printer knows how far a line is indented. */
export const assumedWidth = 100;

/**
 * Lays out a delimited list: on one line, with only its last item broken, or with an item on each line.
 * `indentation` is that of the line on which the list begins.
 */
export function layoutList(
  open: string,
  items: readonly Item[],
  close: string,
  style: ListStyle,
  indentation: number,
): Piece {
  const out = new PieceBuilder();
  out.space(open);
  const shape: Shape = "list";
  if (items.length === 0) {
    out.space(close);
    return out.finish(shape);
  }
  const flatWidth = widthOf(items);
  const width = open.length + close.length + 2 * style.padding.length + flatWidth;
  const last = items.at(-1)!;
  const tallBeforeLast = items.slice(0, -1).some(({ piece }) => piece.tall);
  const tall = tallBeforeLast || last.piece.tall;
  const broken = (): Doc => [open, indent([newline, ...separated(items, newline)]), newline, close];

  if (style.hugs && mayHug(last.piece, items.length) && !tallBeforeLast) {
    const hugged: Doc = [open, ...separated(items, " "), close];
    if (items.length === 1) {
      // Whole on this line; else broken inside, if what comes before its first break is not too long; else below.
      // The printer tries all but the last with every group closed, so the second says that its item is open.
      const openInside: Doc = [open, group(last.piece.inner ?? last.piece.doc, { shouldBreak: true }), last.separator, close];
      const doc = conditionalGroup(last.piece.tall ? [hugged, broken()] : [hugged, openInside, broken()]);
      // A call that fits on a line of its own is not broken into its arguments; but two share their lines, as in
      // `Ok(Some(`, where the second has but one argument.
      const fitsBelow = !last.piece.tall && last.piece.shape === "list" && indentation + 4 + flatWidth <= assumedWidth;
      if (!fitsBelow) return { doc, width, tall, shape };
      const inner = conditionalGroup([hugged, broken()]);
      return { doc: last.piece.inner === undefined ? inner : doc, width, tall, shape, inner };
    }
    if (last.piece.tall) {
      const before = flatWidth - last.piece.width;
      const doc = before > style.limit ? broken() : conditionalGroup([hugged, broken()]);
      return { doc, width, tall: true, shape };
    }
  }
  // A table stays on one line as long as that has room, as people write lists of numbers.
  if (!tall && isTable(items)) return { doc: table(open, items, close, edgeOf(style)), width, tall: width > assumedWidth, shape };
  if (tall || (items.length > 1 && flatWidth > style.limit)) return { doc: broken(), width, tall: true, shape };
  const edge = edgeOf(style);
  const doc = group([open, indent([edge, ...separated(items, line)]), edge, close]);
  return { doc, width, tall: false, shape, inner: items.length === 1 ? doc : undefined };
}

/** Items in a row, with `between` where the tokens allow white space. */
export function separated(items: readonly Item[], between: Doc): Doc[] {
  return items.flatMap(({ piece, glued, separator }, index) => [
    index === 0 || glued ? "" : between,
    piece.doc,
    separator,
  ]);
}

function widthOf(items: readonly Item[]): number {
  return items.reduce((sum, { piece, separator }) => sum + piece.width + separator.length + 1, -1);
}

function mayHug(piece: Piece, count: number): boolean {
  if (piece.shape === "closure" || piece.shape === "block") return true;
  // A chain that is on one line but for the arguments of its last call.
  const isOpenChain = piece.shape === "chain" && piece.tall && piece.hanging === undefined;
  return count === 1 && (piece.shape === "list" || isOpenChain);
}

/** Many short items fill lines like a table. */
function isTable(items: readonly Item[]): boolean {
  return items.length > 4 && items.every(({ piece, separator }) => piece.width + separator.length <= 12);
}

/** What stands inside the delimiters: white space on one line as the style says, or a line break. */
function edgeOf(style: ListStyle): Doc {
  return style.padding === " " ? line : softline;
}

function table(open: string, items: readonly Item[], close: string, edge: Doc): Doc {
  const parts = items.flatMap(({ piece, glued, separator }, index): Doc[] => {
    const content: Doc = [piece.doc, separator];
    return index === 0 ? [content] : [glued ? "" : line, content];
  });
  return group([open, indent([edge, fill(parts)]), edge, close]);
}
