import type { Group } from "../token-tree.ts";
import type { Cursor } from "./cursor.ts";
import { argument } from "./expression.ts";
import { itemHead } from "./item-head.ts";
import { readItems, separated } from "./lists.ts";
import { line, type Piece, PieceBuilder } from "./pieces.ts";
import { joinStatements, readStatements } from "./statements.ts";

/** The None-delimited group that comes next: what macro_rules passed on as one fragment. */
export function noneGroup(c: Cursor): Piece {
  const group = c.next().group!;
  const out = new PieceBuilder();
  out.space("§(");
  if (holdsItems(c, group)) {
    out.add(joinStatements(readStatements(c.inside(group), "items")));
  } else {
    const items = readItems(c.inside(group), argument);
    for (const doc of separated(items, line)) out.space(doc);
    for (const { piece } of items) {
      out.width += piece.width;
      out.tall ||= piece.tall;
    }
  }
  // A number would leave its final `.` to the `§` behind it.
  const last = group.trees.at(-1);
  if (last?.kind === "literal" && last.text.endsWith(".")) out.space(" ");
  out.space("§)");
  return out.finish();
}

/** Whether a None group is an item, not an expression, a type or a pattern. */
export function holdsItems(c: Cursor, group: Group): boolean {
  return itemHead(c.inside(group)) !== undefined;
}
