import { atAttribute, attribute } from "./attributes.ts";
import type { Cursor } from "./cursor.ts";
import { expression } from "./expression.ts";
import { itemHead, type ItemKind } from "./item-head.ts";
import { item } from "./items.ts";
import { holdsItems } from "./none-group.ts";
import { group, newline, type Piece, PieceBuilder } from "./pieces.ts";
import { spacing } from "./spacing.ts";

export interface Statement {
  readonly piece: Piece;
  /** `value` is an expression without `;`. */
  readonly kind: ItemKind | "inner-attribute" | "call" | "expression" | "value";
  /** Sticks to the statement before it. */
  readonly glued: boolean;
}

/** Reads the items or statements of a level up to its end. */
export function readStatements(c: Cursor, place: "items" | "block"): Statement[] {
  const statements: Statement[] = [];
  while (!c.done) {
    // A `;` behind an item's braces is a statement of its own, and a line of its own would say nothing.
    const glued = statements.length > 0 && (c.peek()!.glued || (c.is(";") && !c.peek()!.apart));
    statements.push({ ...readStatement(c, place), glued });
  }
  return statements;
}

/** Each on its own line, items that are not alike or take several lines with a blank line between. */
export function joinStatements(statements: readonly Statement[]): Piece {
  const out = new PieceBuilder();
  for (const [index, statement] of statements.entries()) {
    const previous = statements[index - 1];
    if (previous !== undefined && !statement.glued) {
      out.space(newline);
      if (wantsBlankLine(previous, statement)) out.space(newline);
    }
    out.add(statement.piece);
  }
  return out.finish();
}

function wantsBlankLine(previous: Statement, next: Statement): boolean {
  if (previous.kind === "inner-attribute") return next.kind !== "inner-attribute";
  if (!isItem(previous) && !isItem(next)) return false;
  return previous.kind !== next.kind || !isLow(previous) || !isLow(next);
}

function isItem({ kind }: Statement): boolean {
  return kind !== "let" && kind !== "expression" && kind !== "value" && kind !== "call";
}

function isLow({ piece }: Statement): boolean {
  return !piece.tall && piece.width <= 90;
}

function readStatement(c: Cursor, place: "items" | "block"): Omit<Statement, "glued"> {
  const out = new PieceBuilder();
  if (atAttribute(c) && c.is("!", 1)) {
    out.add(attribute(c));
    return { piece: out.finish(), kind: "inner-attribute" };
  }
  while (atAttribute(c)) {
    out.add(attribute(c));
    if (!c.done) out.space(c.gap(newline));
  }
  if (c.done) return { piece: out.finish(), kind: "expression" };
  const head = itemHead(c);
  if (head !== undefined) {
    out.add(item(c, head));
    return { piece: out.finish("plain", group), kind: head };
  }
  const wrapped = c.peek()!.group;
  if (wrapped?.delimiter === "none" && holdsItems(c, wrapped)) {
    out.add(expression(c, { structs: true, statement: true }));
    return { piece: withSemicolon(c, out), kind: "macro" };
  }
  const kind = readExpressionStatement(c, out, place);
  return { piece: withSemicolon(c, out), kind };
}

function readExpressionStatement(c: Cursor, out: PieceBuilder, place: "items" | "block"): Statement["kind"] {
  const isCall = place === "items" && c.isWord() && (c.is("!", 1) || c.is("::", 1));
  let last: Piece | undefined;
  while (!c.done && !c.is(";")) {
    const next = c.peek()!;
    if (last !== undefined) out.space(c.gap(spacing(c.atoms[c.at - 1]!, next) === "" ? "" : " "));
    last = expression(c, { structs: true, statement: last === undefined });
    out.add(last);
    if (last.shape === "block") break;
  }
  if (isCall) return "macro";
  return c.is(";") ? "expression" : "value";
}

function withSemicolon(c: Cursor, out: PieceBuilder): Piece {
  if (c.is(";")) {
    if (!out.empty) out.space(c.gap(""));
    out.add(c.take());
  }
  return out.finish("plain", group);
}
