import type { Atom } from "./atoms.ts";
import { attributes } from "./attributes.ts";
import { block, braced } from "./block.ts";
import type { Cursor } from "./cursor.ts";
import { anyExpression, argument, assign, expression } from "./expression.ts";
import type { ItemKind } from "./item-head.ts";
import { type Item, layoutList, type ListStyle, readItems, separated } from "./lists.ts";
import { conditionalGroup, type Doc, fill, group, ifBreak, indent, line, newline, type Piece, PieceBuilder, softline } from "./pieces.ts";
import { addAtom, itemOfRun, run } from "./run.ts";
import { spacing } from "./spacing.ts";
import { joinStatements, readStatements } from "./statements.ts";

/** Lays out one item, or a `let`, that begins at the cursor with its visibility. */
export function item(c: Cursor, kind: ItemKind): Piece {
  switch (kind) {
    case "let":
    case "const":
    case "static":
    case "type":
      return binding(c, kind);
    case "use":
      return useItem(c);
    case "macro":
      return macroItem(c);
    default:
      return itemWithBody(c, kind);
  }
}

/** A head, a where clause, and braces or `;`. */
function itemWithBody(c: Cursor, kind: ItemKind): Piece {
  const out = new PieceBuilder();
  const head = kind === "fn" ? functionHead(c) : readHead(c, kind === "impl");
  out.add(head);
  let where = false;
  if (c.is("where")) {
    where = true;
    out.space(c.gap(newline));
    out.add(whereClause(c));
  }
  if (c.is("{")) {
    out.space(c.gap(where ? newline : beforeBody(head)));
    out.add(body(c, kind));
    return out.finish("block");
  }
  if (c.is("=")) {
    out.space(c.gap(" "));
    out.add(run(c, (at) => at.is(";")));
  }
  return finishWithSemicolon(c, out);
}

/** A signature: on one line, or with a parameter on each line. */
function functionHead(c: Cursor): Piece {
  const before = headPart(c, () => atHeadEnd(c) || (c.is("(") && !c.is("pub", -1)));
  if (!c.is("(")) return before;
  const gap = c.gap("");
  const parameters = readItems(c.enter(), itemOfRun);
  const after = new PieceBuilder();
  if (!c.done && !atHeadEnd(c)) {
    after.space(c.gap(headSpacing(c.atoms[c.at - 1]!, c.peek()!)));
    after.add(headPart(c, () => atHeadEnd(c)));
  }
  const tail = after.finish();
  const list = layoutList("(", parameters, ")", parameterStyle, c.indentation);
  const width = before.width + list.width + tail.width;
  const flat: Doc = [before.doc, gap, list.doc, tail.doc];
  if (parameters.length === 0) return { doc: flat, width, tall: false, shape: "plain" };
  const broken: Doc = [before.doc, gap, "(", indent([newline, ...separated(parameters, newline)]), newline, ")", tail.doc];
  return { doc: conditionalGroup([flat, broken]), width, tall: list.tall, shape: "plain" };
}

const parameterStyle: ListStyle = { limit: Number.POSITIVE_INFINITY, padding: "", hugs: false };

function atHeadEnd(c: Cursor): boolean {
  return c.is("{") || c.is(";") || c.is("=") || c.is("where");
}

/** From the visibility to the where clause, the body or the end. An impl's `for` may begin a line. */
function readHead(c: Cursor, isImpl: boolean): Piece {
  const trait = headPart(c, () => atHeadEnd(c) || (isImpl && c.is("for") && !isBinder(c)));
  if (c.done || atHeadEnd(c)) return trait;
  const gap = c.gap(line);
  const type = headPart(c, () => atHeadEnd(c));
  const hanging = Symbol("hanging");
  const doc = group([trait.doc, indent([gap, type.doc])], { id: hanging });
  return { doc, width: trait.width + 1 + type.width, tall: trait.tall || type.tall, shape: "plain", hanging };
}

/** The brace begins a line where the head ends on an indented one. */
function beforeBody(head: Piece): Doc {
  return typeof head.hanging !== "symbol" ? " " : ifBreak(newline, " ", { groupId: head.hanging });
}

/** Whether the `for` that comes next introduces lifetimes: `for<'a>`. */
function isBinder(c: Cursor): boolean {
  return c.peek(1)?.angle === "open" && c.peek(2)?.kind === "lifetime";
}

function headPart(c: Cursor, ends: () => boolean): Piece {
  const out = new PieceBuilder();
  let isBehindGenerics = false;
  let previous: Atom | undefined;
  while (!c.done && !(previous !== undefined && ends())) {
    const next = c.peek()!;
    if (previous !== undefined) out.space(c.gap(isBehindGenerics ? " " : headSpacing(previous, next)));
    // `impl<T> ::path`: a path of its own, not one that goes on.
    isBehindGenerics = previous?.key === "impl" && next.angle === "open";
    previous = addAtom(out, c, next);
  }
  return out.finish("plain", group);
}

function headSpacing(previous: Atom, next: Atom): Doc {
  return spacing(previous, next) === "" ? "" : " ";
}

function whereClause(c: Cursor): Piece {
  const out = new PieceBuilder();
  out.add(c.take());
  const ends = (at: Cursor): boolean => at.is("{") || at.is(";") || at.is("=");
  const predicates = readItemsUntil(c, ends);
  out.parts.push(indent(predicates.map(({ piece, glued, separator }) => [glued ? "" : newline, piece.doc, separator])));
  out.tall = true;
  return out.finish();
}

function readItemsUntil(c: Cursor, ends: (c: Cursor) => boolean): Item[] {
  return readItems(c, (at) => run(at, (inner) => inner.is(",") || ends(inner)), (at) => ends(at));
}

function body(c: Cursor, kind: ItemKind): Piece {
  if (kind === "fn") return block(c, { arms: false, inline: false });
  const inside = c.enter();
  if (inside.done) return { doc: "{}", width: 2, tall: false, shape: "block" };
  if (kind !== "adt") return braced(joinStatements(readStatements(inside, "items")));
  return braced(fields(inside));
}

/** The fields of a struct or the variants of an enum, each on its line below its attributes. */
function fields(c: Cursor): Piece {
  const items = readItems(c, fieldOrVariant);
  return { doc: separated(items, newline), width: 0, tall: true, shape: "plain" };
}

function fieldOrVariant(c: Cursor): Piece {
  const out = new PieceBuilder();
  const before = attributes(c, newline);
  if (before !== undefined) out.add(before);
  let previous: Atom | undefined;
  while (!c.done && !c.is(",") && !c.is(";") && !(previous !== undefined && c.is("="))) {
    const next = c.peek()!;
    if (previous !== undefined) out.space(c.gap(spacing(previous, next)));
    if (next.key === "{" && previous?.kind === "word") {
      out.add(variantFields(c));
      previous = next;
    } else {
      previous = addAtom(out, c, next);
    }
  }
  if (c.is("=")) {
    out.space(c.gap(" "));
    out.add(c.take());
    if (!c.done) return assign(out, c.gap(line), argument(c), c.indentation);
  }
  return out.finish("plain", group);
}

/** The named fields of an enum's variant: on one line when short. */
function variantFields(c: Cursor): Piece {
  const inside = c.enter();
  const items = readItems(inside, fieldOrVariant);
  if (items.length === 0) return { doc: "{}", width: 2, tall: false, shape: "plain" };
  const width = items.reduce((sum, { piece, separator }) => sum + piece.width + separator.length + 1, 3);
  if (width > 35 || items.some(({ piece }) => piece.tall)) {
    return { doc: ["{", indent([newline, ...separated(items, newline)]), newline, "}"], width, tall: true, shape: "plain" };
  }
  return { doc: group(["{", indent([line, ...separated(items, line)]), line, "}"]), width, tall: false, shape: "plain" };
}

/** `let`, `const`, `static` and `type`: a head, perhaps a value, `;`. */
function binding(c: Cursor, kind: ItemKind): Piece {
  let out = new PieceBuilder();
  out.add(run(c, (at) => at.is("=") || at.is(";") || at.is("where") || (kind === "let" && at.is("else"))));
  if (c.is("=")) {
    out.space(c.gap(" "));
    out.add(c.take());
    if (!c.done && !c.is(";")) {
      const gap = c.gap(line);
      const value = kind === "type" ? run(c, (at) => at.is(";") || at.is("where")) : expression(c, anyExpression);
      const assigned = assign(out, gap, value, c.indentation);
      out = new PieceBuilder();
      out.add(assigned);
    }
  }
  if (c.is("where")) {
    out.space(c.gap(newline));
    out.add(whereClause(c));
  }
  if (c.is("else") && c.is("{", 1)) {
    out.space(c.gap(" "));
    out.add(c.take());
    out.space(c.gap(" "));
    out.add(block(c, { arms: false, inline: false }));
  }
  return finishWithSemicolon(c, out);
}

/** Puts down what the item's own syntax does not account for, and `;`. */
function finishWithSemicolon(c: Cursor, out: PieceBuilder): Piece {
  while (!c.done && !c.is(";")) {
    const previous = c.atoms[c.at - 1]!;
    out.space(c.gap(spacing(previous, c.peek()!) === "" ? "" : " "));
    out.add(expression(c, anyExpression));
    if (c.is("{", -1)) return out.finish();
  }
  if (c.is(";")) {
    out.space(c.gap(""));
    out.add(c.take());
  }
  return out.finish("plain", group);
}

function useItem(c: Cursor): Piece {
  const out = new PieceBuilder();
  let previous: Atom | undefined;
  while (!c.done && !c.is(";")) {
    const next = c.peek()!;
    if (previous !== undefined) out.space(c.gap(next.key === "{" && previous.key === "::" ? "" : headSpacing(previous, next)));
    if (next.key === "{") {
      out.add(useList(c));
      previous = next;
    } else {
      previous = addAtom(out, c, next);
    }
  }
  return finishWithSemicolon(c, out);
}

/** `{a, b, c}`, which fills lines. */
function useList(c: Cursor): Piece {
  const inside = c.enter();
  const items = readItems(inside, useTree);
  const parts = items.flatMap(({ piece, glued, separator }, index): Doc[] => {
    const content: Doc = [piece.doc, separator];
    return index === 0 ? [content] : [glued ? "" : line, content];
  });
  const width = items.reduce((sum, { piece, separator }) => sum + piece.width + separator.length + 1, 1);
  return { doc: group(["{", indent([softline, fill(parts)]), softline, "}"]), width, tall: false, shape: "list" };
}

function useTree(c: Cursor): Piece {
  const out = new PieceBuilder();
  let previous: Atom | undefined;
  while (!c.done && !c.is(",") && !c.is(";")) {
    const next = c.peek()!;
    if (previous !== undefined) out.space(c.gap(next.key === "{" ? "" : headSpacing(previous, next)));
    if (next.key === "{") {
      out.add(useList(c));
      previous = next;
    } else {
      previous = addAtom(out, c, next);
    }
  }
  return out.finish();
}

/** `macro_rules! name { (…) => {…}; … }`: a rule on each line. */
function macroItem(c: Cursor): Piece {
  const out = new PieceBuilder();
  let previous: Atom | undefined;
  while (!c.done && !c.is(";") && c.peek()!.kind !== "group") {
    const next = c.peek()!;
    if (previous !== undefined) out.space(c.gap(headSpacing(previous, next)));
    previous = addAtom(out, c, next);
  }
  if (c.peek()?.kind === "group" && !c.is("{")) {
    // `macro name($x:expr) { … }`, or rules in parentheses.
    out.space(c.gap(""));
    out.add(itemOfRunGroup(c));
  }
  if (c.is("{")) {
    out.space(c.gap(" "));
    const inside = c.enter();
    if (inside.done) out.space("{}");
    else out.add(braced({ doc: separated(readItems(inside, argument), newline), width: 0, tall: true, shape: "plain" }));
    return out.finish("block");
  }
  return finishWithSemicolon(c, out);
}

function itemOfRunGroup(c: Cursor): Piece {
  const out = new PieceBuilder();
  addAtom(out, c, c.peek()!);
  return out.finish();
}

