import type { Group } from "../token-tree.ts";
import { Cursor } from "./cursor.ts";
import { argument } from "./expression.ts";
import { itemHead } from "./item-head.ts";
import { readItems, separated } from "./lists.ts";
import { line, type Piece, PieceBuilder } from "./pieces.ts";
import { joinStatements, readStatements } from "./statements.ts";

/** A None-delimited group: what macro_rules passed on as one fragment. */
export function noneGroup(group: Group, depth: number): Piece {
  const out = new PieceBuilder();
  out.space("§(");
  if (holdsItems(group, depth)) {
    out.add(joinStatements(readStatements(new Cursor(group.trees, depth + 1), "items")));
  } else {
    const items = readItems(new Cursor(group.trees, depth + 1), argument);
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
export function holdsItems(group: Group, depth: number): boolean {
  return itemHead(new Cursor(group.trees, depth + 1)) !== undefined;
}
