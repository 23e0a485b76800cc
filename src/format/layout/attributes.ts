import type { Cursor } from "./cursor.ts";
import { argument } from "./expression.ts";
import { layoutList, type ListStyle, readItems } from "./lists.ts";
import { type Doc, type Piece, PieceBuilder } from "./pieces.ts";
import { run } from "./run.ts";

/** Whether an attribute, outer or inner, comes next. */
export function atAttribute(c: Cursor): boolean {
  return c.is("#") && (c.is("[", 1) || (c.is("!", 1) && c.is("[", 2)));
}

/** The attributes that come next, with `between` behind each; undefined when there are none. */
export function attributes(c: Cursor, between: Doc): Piece | undefined {
  if (!atAttribute(c)) return undefined;
  const out = new PieceBuilder();
  while (atAttribute(c)) {
    out.add(attribute(c));
    if (!c.done) out.space(c.gap(between));
  }
  return out.finish();
}

/** One attribute. */
export function attribute(c: Cursor): Piece {
  const out = new PieceBuilder();
  out.add(c.take());
  if (c.is("!")) {
    out.space(c.gap(""));
    out.add(c.take());
  }
  out.space(c.gap(""));
  const items = readItems(c.enter(), metaItem);
  const [only] = items;
  if (items.length === 1 && only!.piece.shape !== "list") {
    // A line break would not make a long text any shorter.
    out.space("[");
    out.add(only!.piece);
    out.space(`${only!.separator}]`);
  } else {
    out.add(layoutList("[", items, "]", style, c.indentation));
  }
  return out.finish();
}

/** `path(list)`, or an expression such as `doc = "…"`. */
function metaItem(c: Cursor): Piece {
  const start = c.at;
  const path = run(c, (at) => at.is("(") || at.is("=") || at.is(","));
  if (c.is("(") && c.peek(1) === undefined) {
    const out = new PieceBuilder();
    out.add(path);
    out.space(c.gap(""));
    out.add(layoutList("(", readItems(c.enter(), metaItem), ")", style, c.indentation));
    return out.finish("list");
  }
  if (c.is("=")) {
    const out = new PieceBuilder();
    out.add(path);
    out.space(c.gap(" "));
    out.add(c.take());
    if (!c.done && !c.is(",")) {
      out.space(c.gap(" "));
      out.add(argument(c));
    }
    return out.finish();
  }
  c.at = start;
  return argument(c);
}

const style: ListStyle = { limit: Number.POSITIVE_INFINITY, padding: "", hugs: true };
