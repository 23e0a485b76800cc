import type { Atom } from "./atoms.ts";
import type { Cursor } from "./cursor.ts";
import { attributes } from "./attributes.ts";
import { assumedWidth, type ListStyle, layoutList, readItems } from "./lists.ts";
import { noneGroup } from "./none-group.ts";
import { type Doc, group, indent, type Piece, PieceBuilder, softline, line } from "./pieces.ts";
import { spacing } from "./spacing.ts";

/** Lays out a type, a pattern, a path or the head of an item, up to where `ends` says or to the level's end. */
export function run(c: Cursor, ends: (c: Cursor) => boolean): Piece {
  const out = new PieceBuilder();
  let previous: Atom | undefined;
  /** Where the first line may end; what follows is indented. */
  let firstBreak = -1;
  while (!c.done && !(previous !== undefined && ends(c))) {
    const atom = c.peek()!;
    if (previous !== undefined) {
      const gap = c.gap(spacing(previous, atom));
      if (gap === line && firstBreak < 0) firstBreak = out.parts.length;
      out.space(gap);
    }
    previous = addAtom(out, c, atom);
  }
  const shape = lastShape(previous);
  if (firstBreak < 0) return out.finish(shape);
  const rest = out.parts.splice(firstBreak);
  out.parts.push(indent(rest));
  return out.finish(shape, group);
}

/** Adds the next atom of a run: a whole list where it opens one. Answers the atom that ends what was added. */
export function addAtom(out: PieceBuilder, c: Cursor, atom: Atom): Atom {
  if (atom.angle === "open") {
    out.add(angles(c));
    return c.atoms[c.at - 1]!;
  }
  if (atom.kind === "group") out.add(groupOfRun(c));
  else out.add(c.take());
  return atom;
}

/** `<…>` with a list of types, from its `<` on. */
export function angles(c: Cursor): Piece {
  const open = c.next();
  const closes = (at: Cursor): boolean => at.peek()?.angle === "close";
  const first = c.gap(softline);
  const items = readItems(c, (at) => run(at, (inner) => closes(inner) || inner.is(",") || inner.is(";")), closes);
  const before = c.gap(softline);
  const close = c.next();
  // `>>` of one token: where the second cannot begin a line, its list does not end one either.
  const mayBreak = before === softline || before === line;
  const out = new PieceBuilder();
  out.space(open.text);
  const inner = new PieceBuilder();
  for (const [index, { piece, glued, separator }] of items.entries()) {
    if (index > 0 && !glued) inner.space(line);
    inner.add(piece);
    inner.space(separator);
  }
  const [only] = items;
  const hugsTuple = items.length === 1 && only!.piece.shape === "list" && first === softline && before === softline;
  if (hugsTuple) {
    const { doc, width, tall } = only!.piece;
    return { doc: [open.text, doc, only!.separator, close.text], width: width + 2, tall, shape: "plain" };
  }
  // `<T as Trait>` at the beginning of a path stays whole where a line has room for it; what follows breaks instead.
  const most = open.prefix ? Math.max(assumedWidth - c.indentation - 10, unbrokenWidth) : unbrokenWidth;
  if (inner.width <= most || !mayBreak) {
    out.space(onOneLine(first));
    for (const doc of inner.parts) out.parts.push(doc === line ? " " : doc);
    out.width += inner.width;
    out.tall = inner.tall;
    out.space(onOneLine(before));
    out.space(close.text);
    return out.finish();
  }
  out.add({ ...inner.finish(), doc: indent([first, ...inner.parts]) });
  out.space(before);
  out.space(close.text);
  return out.finish("plain", group);
}

/** Generics this short are not worth breaking: what they belong to breaks elsewhere. */
const unbrokenWidth = 50;

/** What an optional line break is when it is not taken. */
function onOneLine(gap: Doc): Doc {
  if (gap === softline) return "";
  return gap === line ? " " : gap;
}

function groupOfRun(c: Cursor): Piece {
  if (c.is("§(")) return noneGroup(c);
  const { delimiter } = c.peek()!.group!;
  const inside = c.enter();
  switch (delimiter) {
    case "{":
      return layoutList("{", readItems(inside, itemOfRun), "}", braces, c.indentation);
    case "(":
      return layoutList("(", readItems(inside, itemOfRun), ")", parentheses, c.indentation);
    default:
      return layoutList("[", readItems(inside, itemOfRun), "]", parentheses, c.indentation);
  }
}

/** A parameter, a field of a pattern, an element of a tuple type. */
export function itemOfRun(c: Cursor): Piece {
  const out = new PieceBuilder();
  const before = attributes(c, " ");
  if (before !== undefined) out.add(before);
  if (!c.done && !c.is(",") && !c.is(";")) out.add(run(c, (at) => at.is(",") || at.is(";")));
  return out.finish("plain");
}

function lastShape(last: Atom | undefined): Piece["shape"] {
  return last?.kind === "group" && last.key !== "§(" ? "list" : "plain";
}

const parentheses: ListStyle = { limit: Number.POSITIVE_INFINITY, padding: "", hugs: true };
const braces: ListStyle = { limit: 40, padding: " ", hugs: false };
