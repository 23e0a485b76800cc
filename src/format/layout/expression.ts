import type { Atom } from "./atoms.ts";
import { atAttribute, attributes } from "./attributes.ts";
import { block } from "./block.ts";
import { postfix } from "./chain.ts";
import { closure, conditional, condition, jump, loopOrBlock, match } from "./control-flow.ts";
import type { Cursor } from "./cursor.ts";
import { assumedWidth, layoutList, type ListStyle, readItems } from "./lists.ts";
import { noneGroup } from "./none-group.ts";
import { type Doc, group, indent, line, newline, type Piece, PieceBuilder } from "./pieces.ts";
import { addAtom } from "./run.ts";
import { spacing } from "./spacing.ts";
import { keywords } from "./words.ts";

export interface ExpressionContext {
  /** `Name {` is a struct literal; not so in the head of `if`, `match`, `while` and `for`. */
  readonly structs: boolean;
  /** At the start of a statement, where an expression that ends in a block ends with it. */
  readonly statement: boolean;
}

export const anyExpression: ExpressionContext = { structs: true, statement: false };

/**
 * An argument, an element, a field: an expression, with whatever else stands before the next `,` or `;`. Never
 * fails: what is no expression is put down token by token.
 */
export function argument(c: Cursor): Piece {
  const out = new PieceBuilder();
  const before = attributes(c, " ");
  if (before !== undefined) out.add(before);
  let last: Piece | undefined;
  let only = out.empty;
  while (!c.done && !c.is(",") && !c.is(";")) {
    const previous = c.atoms[c.at - 1];
    const next = c.peek()!;
    if (last !== undefined) {
      only = false;
      // `$x:expr` in a macro's pattern.
      const fragment = previous!.key === ":" && c.atoms[c.at - 3]?.key === "$";
      out.space(c.gap(fragment || spacing(previous!, next) === "" ? "" : " "));
    }
    last = startsNothing(next) ? c.take() : expression(c, anyExpression);
    out.add(last);
  }
  return only && last !== undefined ? last : out.finish(last?.shape ?? "plain");
}

/** Operators that no expression begins or goes on with. */
function startsNothing(atom: Atom): boolean {
  return atom.kind === "op" && (atom.key === ":" || atom.key === "=>" || atom.key === "->" || atom.key === "@" || atom.angle === "close");
}

/** An expression with assignments and ranges. Always moves on when an atom is left. */
export function expression(c: Cursor, context: ExpressionContext): Piece {
  return c.deeper(() => {
    const left = range(c, context);
    if (endsStatement(left, c, context) || !c.isOneOf(assignments)) return left;
    const out = new PieceBuilder();
    out.add(left);
    out.space(c.gap(" "));
    out.add(c.take());
    const gap = c.gap(line);
    if (c.done) return out.finish();
    return assign(out, gap, expression(c, { ...context, statement: false }), c.indentation);
  });
}

/**
 * Puts the right side behind an operator: on the same line where it fits or breaks well inside, else on a line of
 * its own. `indentation` is that of the left side.
 */
export function assign(out: PieceBuilder, gap: Doc, right: Piece, indentation: number): Piece {
  const fitsBelow = indentation + 4 + right.width + 1 <= assumedWidth;
  const stays = gap !== line || right.tall || (right.shape !== "plain" && !((right.shape === "list" || right.shape === "chain") && fitsBelow));
  // A chain whose links take a line each begins below a left side that leaves it little room.
  const below = gap === line && right.tall && right.shape === "chain" && indentation + out.width > assumedWidth - 20;
  if (below) {
    const parts: Doc[] = [...out.parts, indent([newline, right.doc])];
    return { doc: group(parts), width: out.width + 1 + right.width, tall: true, shape: "plain", hanging: "always" };
  }
  if (stays) {
    out.space(gap === line ? " " : gap);
    out.add(right);
    const shape = right.shape === "binary" || right.shape === "chain" ? "plain" : right.shape;
    return { ...out.finish(shape, group), hanging: right.hanging === "always" ? "always" : undefined };
  }
  const hanging = Symbol("hanging");
  const parts: Doc[] = [...out.parts, group(indent([line, right.doc]), { id: hanging })];
  return { doc: group(parts), width: out.width + 1 + right.width, tall: out.tall, shape: right.shape, hanging };
}

export function range(c: Cursor, context: ExpressionContext): Piece {
  const out = new PieceBuilder();
  if (!c.isOneOf(ranges)) {
    const left = binary(c, 1, context);
    if (endsStatement(left, c, context) || !c.isOneOf(ranges)) return left;
    out.add(left);
    out.space(c.gap(""));
  }
  out.add(c.take());
  if (!c.done && startsOperand(c, context)) {
    out.space(c.gap(""));
    out.add(binary(c, 1, { ...context, statement: false }));
  }
  return out.finish("plain");
}

/** Operators of one precedence, and their operands, in one group that breaks before each operator or none. */
export function binary(c: Cursor, minimum: number, context: ExpressionContext): Piece {
  return c.deeper(() => {
    let left = unary(c, context);
    if (endsStatement(left, c, context)) return left;
    const inner = { ...context, statement: false };
    for (;;) {
      const precedence = precedenceAt(c);
      if (precedence < minimum) return left;
      const out = new PieceBuilder();
      out.add(left);
      const rest = new PieceBuilder();
      while (precedenceAt(c) === precedence) {
        rest.space(c.gap(line));
        rest.add(c.take());
        // `<<` and `>>` come as two atoms.
        while (c.peek()?.glued === true && c.isOneOf(shifts)) rest.add(c.take());
        if (c.done) break;
        rest.space(c.gap(" "));
        rest.add(precedence === castPrecedence ? castType(c) : binary(c, precedence + 1, inner));
      }
      out.add(rest.finish("plain", indent));
      const hanging = Symbol("hanging");
      const whole = out.finish(precedence === castPrecedence ? "plain" : "binary", (doc) => group(doc, { id: hanging }));
      left = { ...whole, hanging };
    }
  });
}

/** The precedence of the binary operator that comes next; 0 when none does. */
function precedenceAt(c: Cursor): number {
  const atom = c.peek();
  if (atom === undefined || atom.angle !== undefined || atom.kind === "literal" || atom.kind === "lifetime") return 0;
  if ((atom.key === "<" || atom.key === ">") && c.peek(1)?.glued === true && c.is(atom.key, 1)) return 7;
  return precedences.get(atom.key) ?? 0;
}

function unary(c: Cursor, context: ExpressionContext): Piece {
  if (!c.isOneOf(prefixes)) return postfix(c, primary(c, context), context);
  const out = new PieceBuilder();
  while (c.isOneOf(prefixes)) {
    const reference = c.peek()!.key.startsWith("&");
    out.add(c.take());
    if (c.done) return out.finish();
    out.space(c.gap(""));
    if (reference && c.peek()?.kind === "lifetime") addWord(out, c);
    if (reference && c.is("raw") && (c.is("const", 1) || c.is("mut", 1))) addWord(out, c);
    if (c.is("mut") || (c.is("const") && c.isWord(1))) addWord(out, c);
    if (c.done || c.is(",")) return out.finish();
  }
  const operand = postfix(c, primary(c, { ...context, statement: false }), context);
  out.add(operand);
  return out.finish(operand.shape);
}

function addWord(out: PieceBuilder, c: Cursor): void {
  out.add(c.take());
  if (!c.done) out.space(c.gap(" "));
}

function primary(c: Cursor, context: ExpressionContext): Piece {
  if (atAttribute(c)) {
    const out = new PieceBuilder();
    out.add(attributes(c, " ")!);
    if (!c.done) out.add(expression(c, context));
    return out.finish();
  }
  const atom = c.peek()!;
  switch (atom.kind) {
    case "literal":
      return c.take();
    case "group":
      return grouped(c);
    case "lifetime":
      return c.is(":", 1) && c.isOneOf(labelled, 2) ? loopOrBlock(c) : c.take();
    case "op":
      if (atom.key === "|" || atom.key === "||") return closure(c);
      if (atom.key === "$" && !c.peek(1)?.glued && c.peek(1)?.kind === "word") return dollar(c);
      if (atom.angle === "open" || atom.key === "::") return path(c, context);
      return c.take();
    case "word":
      return keyword(c, atom.key, context) ?? path(c, context);
  }
}

function keyword(c: Cursor, key: string, context: ExpressionContext): Piece | undefined {
  switch (key) {
    case "if":
      return conditional(c, context);
    case "match":
      return match(c);
    case "let":
      return condition(c);
    case "for":
      if (c.is("<", 1)) return c.atoms.slice(c.at, c.at + 64).some((atom) => atom.key === "|") ? closure(c) : undefined;
      return loopOrBlock(c);
    case "while":
    case "loop":
      return loopOrBlock(c);
    case "unsafe":
    case "try":
      return c.is("{", 1) ? loopOrBlock(c) : undefined;
    case "async":
    case "const":
    case "static":
    case "move":
      for (let ahead = 1; ahead <= 2; ahead++) {
        if (c.is("{", ahead)) return loopOrBlock(c);
        if (c.is("|", ahead) || c.is("||", ahead)) return closure(c);
      }
      return undefined;
    case "return":
    case "break":
    case "continue":
    case "yield":
      return jump(c, context);
  }
  return undefined;
}

/** A path, with the generics, the macro's arguments or the struct literal behind it. */
function path(c: Cursor, context: ExpressionContext): Piece {
  const out = new PieceBuilder();
  let previous = c.peek()!;
  previous = addAtom(out, c, previous);
  const first = previous;
  while (!c.done) {
    const next = c.peek()!;
    const joins = next.key === "::" || next.angle === "open" || (previous.key === "::" && (next.kind === "word" || next.key === "§("));
    // Behind a keyword that begins no path, such as `dyn`, the next path is one of its own.
    if (!joins || (keywords.has(previous.key) && next.angle !== "open")) break;
    out.space(c.gap(""));
    previous = addAtom(out, c, next);
  }
  if (c.is("!") && macroArguments(c) > 0) return macroCall(c, out);
  if (c.is("{") && context.structs && previous.kind !== "op" && !keywords.has(first.key) && first.kind === "word") {
    return structLiteral(c, out);
  }
  if (c.is("{") && context.structs && previous.kind === "word" && first.kind === "op") return structLiteral(c, out);
  return out.finish();
}

/** How many atoms behind `!` a macro's arguments are; 0 when it is no macro call. */
function macroArguments(c: Cursor): number {
  const ahead = c.isWord(1) ? 2 : 1;
  return c.is("(", ahead) || c.is("[", ahead) || c.is("{", ahead) ? ahead : 0;
}

function macroCall(c: Cursor, out: PieceBuilder): Piece {
  out.space(c.gap(""));
  out.add(c.take());
  if (c.isWord()) {
    out.space(c.gap(" "));
    out.add(c.take());
    out.space(" ");
  } else if (c.is("{")) {
    out.space(" ");
  }
  if (c.is("{")) {
    out.add(block(c, { arms: false, inline: true }));
    return out.finish("block");
  }
  out.add(grouped(c));
  return out.finish("list");
}

function structLiteral(c: Cursor, out: PieceBuilder): Piece {
  out.space(c.gap(" "));
  const inside = c.enter();
  const shorthand = !inside.atoms.some(({ key }) => key === ":");
  out.add(layoutList("{", readItems(inside, field), "}", { limit: shorthand ? 40 : 18, padding: " ", hugs: false }, c.indentation));
  return out.finish("list");
}

/** `name: value` in a struct literal. */
function field(c: Cursor): Piece {
  const out = new PieceBuilder();
  const before = attributes(c, " ");
  if (before !== undefined) out.add(before);
  if (c.done) return out.finish();
  if (!c.is(":", 1) || c.peek()?.kind === "group") {
    out.add(argument(c));
    return out.finish();
  }
  out.add(c.take());
  out.space(c.gap(""));
  out.add(c.take());
  if (c.done || c.is(",")) return out.finish();
  return assign(out, c.gap(line), argument(c), c.indentation);
}

/** A parenthesised expression, a tuple, an array, a block or a None group. */
export function grouped(c: Cursor): Piece {
  const tree = c.peek()!.group!;
  if (tree.delimiter === "{") return block(c, { arms: false, inline: true });
  if (tree.delimiter === "none") return noneGroup(c);
  const items = readItems(c.enter(), argument);
  return layoutList(tree.delimiter, items, tree.delimiter === "(" ? ")" : "]", argumentStyle, c.indentation);
}

/** rustfmt's limit for the arguments of a call, the elements of an array and of a tuple. */
const argumentStyle: ListStyle = { limit: 60, padding: "", hugs: true };

/** The type behind `as`: no operator belongs to it. */
function castType(c: Cursor): Piece {
  const out = new PieceBuilder();
  let previous: Atom | undefined;
  while (!c.done) {
    const atom = c.peek()!;
    if (previous !== undefined && !continuesType(previous, atom)) break;
    if (previous !== undefined) out.space(c.gap(spacing(previous, atom)));
    previous = addAtom(out, c, atom);
  }
  return out.finish();
}

function continuesType(previous: Atom, atom: Atom): boolean {
  if (atom.key === "::" || atom.angle === "open") return true;
  if (previous.kind === "op") return previous.angle !== "close";
  if (previous.kind === "lifetime") return true;
  if (previous.kind === "word") return keywords.has(previous.key) && atom.key !== "{";
  return false;
}

/** `$name` in a macro definition. */
function dollar(c: Cursor): Piece {
  const out = new PieceBuilder();
  out.add(c.take());
  out.space(c.gap(""));
  out.add(c.take());
  return out.finish();
}

/** Whether the statement that began with `piece` ends behind it, though tokens follow. */
export function endsStatement(piece: Piece, c: Cursor, context: ExpressionContext): boolean {
  return context.statement && piece.shape === "block" && !c.is(".") && !c.is("?");
}

export function startsOperand(c: Cursor, context: ExpressionContext): boolean {
  const atom = c.peek()!;
  if (atom.kind === "group") return atom.key !== "{" || context.structs;
  if (atom.kind === "op") return atom.angle === "open" || prefixes.has(atom.key) || atom.key === "::" || atom.key === "|" || atom.key === "$";
  return !(atom.kind === "word" && (atom.key === "if" || atom.key === "as"));
}

const assignments: ReadonlySet<string> = new Set("= += -= *= /= %= ^= &= |=".split(" "));
const ranges: ReadonlySet<string> = new Set(["..", "..=", "..."]);
const prefixes: ReadonlySet<string> = new Set(["&", "&&", "*", "-", "!"]);
const shifts: ReadonlySet<string> = new Set(["<", ">", "<=", ">="]);
const labelled: ReadonlySet<string> = new Set(["loop", "while", "for", "{"]);

const castPrecedence = 10;
const precedences: ReadonlyMap<string, number> = new Map(
  ["||", "&&", "== != < > <= >=", "|", "^", "&", "<< >>", "+ -", "* / %", "as"].flatMap((keys, index) =>
    keys.split(" ").map((key) => [key, index + 1] as const),
  ),
);
