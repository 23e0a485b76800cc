import type { Cursor } from "./cursor.ts";
import { argument, endsStatement, type ExpressionContext, grouped } from "./expression.ts";
import { layoutList, readItems } from "./lists.ts";
import { conditionalGroup, type Doc, group, indent, newline, type Piece, PieceBuilder, softline } from "./pieces.ts";
import { angles } from "./run.ts";
import { keywords } from "./words.ts";

/** rustfmt's limits: a chain that is longer, and a receiver that is no longer than an indentation. */
const chainWidth = 60;
const indentation = 4;

interface Link {
  readonly piece: Piece;
  readonly call: boolean;
}

/** What follows an operand: calls, indices, `?`, fields and methods. */
export function postfix(c: Cursor, operand: Piece, context: ExpressionContext): Piece {
  const links: Link[] = [];
  let out = new PieceBuilder();
  out.add(operand);
  let call = false;
  let shape = operand.shape;
  const start = c.at;
  while (!c.done && !(links.length === 0 && endsStatement({ ...operand, shape }, c, context))) {
    const previous = c.atoms[c.at - 1]!;
    if (c.is("?")) {
      out.space(c.gap(""));
      out.add(c.take());
    } else if ((c.is("(") || c.is("[")) && isCallee(previous.kind, previous.key) && !(shape === "block" && context.statement)) {
      call ||= c.is("(");
      out.add(callOrIndex(c));
      shape = "list";
    } else if (c.is(".") && c.peek(1) !== undefined && c.peek(1)!.kind !== "group" && c.peek(1)!.kind !== "op") {
      const dot = c.gap(softline);
      links.push({ piece: out.finish(shape), call });
      out = new PieceBuilder();
      call = false;
      // A dot that must have a space before it, or none at all, cannot begin a line of its own.
      if (dot !== softline) out.space(dot === "" ? "" : " ");
      out.add(c.take());
      out.space(c.gap(""));
      out.add(c.take());
      if (c.is("::") && c.peek(1)?.angle === "open") {
        out.space(c.gap(""));
        out.add(c.take());
        out.space(c.gap(""));
        out.add(angles(c));
      }
    } else {
      break;
    }
  }
  if (c.at === start) return operand;
  if (links.length === 0) return out.finish(shape);
  links.push({ piece: out.finish(), call });
  return layoutChain(links);
}

/** Whether `(` or `[` behind this atom belongs to it. */
function isCallee(kind: string, key: string): boolean {
  if (kind === "op") return key === "?" || key === ">";
  return kind === "word" ? !keywords.has(key) : kind === "group";
}

function callOrIndex(c: Cursor): Piece {
  if (!c.is("[")) return grouped(c);
  const inside = c.enter();
  return layoutList("[", readItems(inside, argument), "]", { limit: chainWidth, padding: "", hugs: true }, c.indentation);
}

function layoutChain([first, ...rest]: readonly Link[]): Piece {
  const receiver = new PieceBuilder();
  receiver.add(first!.piece);
  // Fields belong to the receiver; so does whatever follows one that is shorter than the indentation.
  while (rest.length > 0 && !rest[0]!.call) receiver.add(rest.shift()!.piece);
  if (!receiver.tall && receiver.width <= indentation && rest.length > 1) receiver.add(rest.shift()!.piece);

  const width = rest.reduce((sum, { piece }) => sum + piece.width, receiver.width);
  const last = rest.at(-1);
  if (last === undefined) return receiver.finish("plain");
  const pieces = rest.map(({ piece }) => piece);
  const tall = receiver.tall || pieces.some((piece) => piece.tall);
  const calls = rest.filter(({ call }) => call).length;
  const tight: Doc = [...receiver.parts, ...pieces.map(({ doc }) => doc)];
  const onLines = (between: Doc): Doc[] => pieces.flatMap(({ doc }) => [between, doc]);

  if (receiver.tall) {
    const doc: Doc = calls === 0 ? tight : [...receiver.parts, ...onLines(newline)];
    return { doc, width, tall: true, shape: "chain" };
  }
  if (tall) {
    const before = width - last.piece.width;
    const hugs = !pieces.slice(0, -1).some((piece) => piece.tall) && before <= chainWidth && (calls < 3 || before <= 40);
    const broken: Doc = [...receiver.parts, indent(onLines(newline))];
    const doc: Doc = !hugs ? broken : calls < 2 ? tight : conditionalGroup([tight, broken]);
    return { doc, width, tall: true, shape: "chain", hanging: hugs ? undefined : "always" };
  }
  if (calls < 2 && first!.piece.width <= chainWidth / 2) return { doc: tight, width, tall: false, shape: "chain" };
  if (calls >= 2 && width > chainWidth) {
    return { doc: [...receiver.parts, indent(onLines(newline))], width, tall: true, shape: "chain", hanging: "always" };
  }
  return { doc: group([...receiver.parts, indent(onLines(softline))]), width, tall: false, shape: "chain" };
}
