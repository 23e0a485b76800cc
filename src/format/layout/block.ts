import { attributes } from "./attributes.ts";
import type { Cursor } from "./cursor.ts";
import { anyExpression, argument, assign, expression } from "./expression.ts";
import { itemHead } from "./item-head.ts";
import { layoutList, readItems } from "./lists.ts";
import { group, indent, line, newline, type Piece, PieceBuilder } from "./pieces.ts";
import { run } from "./run.ts";
import { joinStatements, readStatements } from "./statements.ts";

export interface BlockStyle {
  /** The arms of a `match`. */
  readonly arms: boolean;
  /** May stand on one line when it is one short expression. */
  readonly inline: boolean;
}

/** A block in both forms; `inline` is undefined where it cannot be on one line. */
export interface BlockForms {
  readonly inline: Piece | undefined;
  readonly broken: Piece;
}

/** Lays out the brace group that comes next. */
export function block(c: Cursor, style: BlockStyle): Piece {
  const { inline, broken } = blockForms(c, style);
  return style.inline && inline !== undefined ? inline : broken;
}

const inlineWidth = 40;
const empty: Piece = { doc: "{}", width: 2, tall: false, shape: "block" };

export function blockForms(c: Cursor, { arms }: Pick<BlockStyle, "arms">): BlockForms {
  const inside = c.enter();
  if (inside.done) return { inline: empty, broken: empty };
  switch (arms ? "arms" : contentOf(inside)) {
    case "arms":
      return { inline: undefined, broken: braced(readArms(inside)) };
    case "fields": {
      const items = readItems(inside, argument);
      const broken = { ...layoutList("{", items, "}", { limit: 40, padding: " ", hugs: false }, c.indentation), shape: "block" as const };
      return { inline: undefined, broken };
    }
    case "statements": {
      const statements = readStatements(inside, "block");
      const broken = braced(joinStatements(statements));
      const [only] = statements;
      const inlines =
        statements.length === 1 && only!.kind === "value" && !only!.piece.tall && only!.piece.width <= inlineWidth;
      if (!inlines) return { inline: undefined, broken };
      const doc = group(["{", indent([line, only!.piece.doc]), line, "}"]);
      return { inline: { doc, width: only!.piece.width + 4, tall: false, shape: "block" }, broken };
    }
  }
}

/** `{`, the content on lines of its own, `}`. */
export function braced(content: Piece): Piece {
  return { doc: ["{", indent([newline, content.doc]), newline, "}"], width: 0, tall: true, shape: "block" };
}

/** Braces say little about what they hold where a macro's own syntax is in them. */
function contentOf(inside: Cursor): "arms" | "fields" | "statements" {
  if (itemHead(inside) !== undefined) return "statements";
  let depth = 0;
  let comma = false;
  for (const { key, angle, kind } of inside.atoms) {
    if (angle !== undefined) depth += angle === "open" ? 1 : -1;
    if (kind === "literal" || depth > 0) continue;
    if (key === "=>") return "arms";
    if (key === ";") return "statements";
    comma ||= key === ",";
  }
  return comma ? "fields" : "statements";
}

function readArms(c: Cursor): Piece {
  const out = new PieceBuilder();
  for (let first = true; !c.done; first = false) {
    if (!first) out.space(c.gap(newline));
    out.add(readArm(c));
  }
  return out.finish();
}

function readArm(c: Cursor): Piece {
  const before = attributes(c, newline);
  const out = new PieceBuilder();
  if (!c.done) out.add(run(c, (at) => at.is("=>") || at.is("if") || at.is(",")));
  if (c.is(",") && c.is("if", 1)) {
    // A branch of `select!`: `pattern = future, if condition => …`.
    out.space(c.gap(""));
    out.add(c.take());
  }
  if (c.is("if")) {
    out.space(c.gap(" "));
    out.add(c.take());
    if (!c.done) {
      out.space(c.gap(" "));
      out.add(expression(c, anyExpression));
    }
  }
  let arm = out.finish();
  if (c.is("=>")) {
    const head = new PieceBuilder();
    head.add(arm);
    head.space(c.gap(" "));
    head.add(c.take());
    arm = c.done ? head.finish() : assign(head, c.gap(line), readArmBody(c), c.indentation);
  }
  const whole = new PieceBuilder();
  if (before !== undefined) whole.add(before);
  whole.add(arm);
  if (c.is(",") || c.is(";")) {
    whole.space(c.gap(""));
    whole.add(c.take());
  }
  return whole.finish("plain", group);
}

function readArmBody(c: Cursor): Piece {
  const body = expression(c, { structs: true, statement: true });
  if (body.shape === "block" || c.done || c.is(",")) return body;
  const out = new PieceBuilder();
  out.add(body);
  while (!c.done && !c.is(",") && !c.is(";")) {
    out.space(c.gap(" "));
    out.add(argument(c));
  }
  return out.finish();
}

