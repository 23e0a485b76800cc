import { block, type BlockForms, blockForms } from "./block.ts";
import type { Cursor } from "./cursor.ts";
import { anyExpression, assign, binary, expression, type ExpressionContext, startsOperand } from "./expression.ts";
import { conditionalGroup, type Doc, group, ifBreak, line, newline, type Piece, PieceBuilder } from "./pieces.ts";
import { run } from "./run.ts";

const head: ExpressionContext = { structs: false, statement: false };
const oneLineConditional = 50;

/** `if … { … } else if … { … } else { … }` */
export function conditional(c: Cursor, context: ExpressionContext): Piece {
  const inline = new PieceBuilder();
  const broken = new PieceBuilder();
  let inlines = !context.statement;
  const both = (piece: Piece): void => {
    inline.add(piece);
    broken.add(piece);
  };
  const space = (): void => {
    const gap = c.gap(" ");
    inline.space(gap);
    broken.space(gap);
  };
  const body = (after: Piece | undefined): void => {
    const gap = c.gap(" ");
    inline.space(gap);
    broken.space(beforeBody(after, gap));
    const forms: BlockForms = blockForms(c, { arms: false });
    if (forms.inline === undefined) inlines = false;
    inline.add(forms.inline ?? forms.broken);
    broken.add(forms.broken.tall || !c.is("else") ? forms.broken : emptyBlock);
  };
  let alternatives = 0;
  for (;;) {
    // `if`
    both(c.take());
    let tested: Piece | undefined;
    if (!c.done && !c.is("{")) {
      space();
      tested = condition(c);
      both(tested);
    }
    if (!c.is("{")) break;
    body(tested);
    if (!c.is("else")) break;
    alternatives++;
    space();
    both(c.take());
    if (c.is("if")) {
      space();
      continue;
    }
    if (c.is("{")) body(undefined);
    break;
  }
  if (inlines && alternatives === 1 && inline.width <= oneLineConditional) {
    const forms: Doc[] = [inline.finish().doc, broken.finish().doc];
    return { doc: conditionalGroup(forms), width: inline.width, tall: false, shape: "block" };
  }
  return broken.finish("block");
}

/** White space before a body: a new line where the head ends on an indented line. */
function beforeBody(tested: Piece | undefined, gap: Doc): Doc {
  if (tested?.hanging === undefined || gap !== " ") return gap;
  return tested.hanging === "always" ? newline : ifBreak(newline, " ", { groupId: tested.hanging });
}

/** An empty block before `else`. */
const emptyBlock: Piece = { doc: ["{", newline, "}"], width: 2, tall: true, shape: "block" };

/** What is tested by `if` and `while`: an expression in which `let` may stand. */
export function condition(c: Cursor): Piece {
  if (!c.is("let")) return expression(c, head);
  // Reached both from the head itself and as an operand of `&&`, where the chain goes on behind it.
  const chained = c.at > 0 && (c.is("&&", -1) || c.is("||", -1));
  if (!chained) {
    const out = new PieceBuilder();
    const first = letOperand(c);
    if (!c.is("&&") && !c.is("||")) return first;
    out.add(first);
    while (c.is("&&") || c.is("||")) {
      out.space(c.gap(line));
      out.add(c.take());
      if (c.done) break;
      out.space(c.gap(" "));
      out.add(c.is("let") ? letOperand(c) : binary(c, 3, head));
    }
    const hanging = Symbol("hanging");
    return { ...out.finish("binary", (doc) => group(doc, { id: hanging })), hanging };
  }
  return letOperand(c);
}

function letOperand(c: Cursor): Piece {
  const out = new PieceBuilder();
  out.add(c.take());
  if (c.done) return out.finish();
  out.space(c.gap(" "));
  out.add(run(c, (at) => at.is("=") || at.is("{")));
  while (c.is("{") && !c.is("=")) {
    // A struct pattern.
    if (!c.is("=", 1)) return out.finish();
    out.space(c.gap(" "));
    out.add(run(c, (at) => at.is("=")));
  }
  if (!c.is("=")) return out.finish();
  out.space(c.gap(" "));
  out.add(c.take());
  if (c.done) return out.finish();
  return assign(out, c.gap(line), binary(c, 3, head), c.indentation);
}

export function match(c: Cursor): Piece {
  const out = new PieceBuilder();
  out.add(c.take());
  if (!c.done && !c.is("{")) {
    out.space(c.gap(" "));
    out.add(expression(c, head));
  }
  if (c.is("{")) {
    out.space(c.gap(" "));
    out.add(block(c, { arms: true, inline: false }));
  }
  return out.finish("block");
}

/** Loops, and blocks with words before them: a label, `unsafe`, `async move`, `const` … */
export function loopOrBlock(c: Cursor): Piece {
  const out = new PieceBuilder();
  let inline = true;
  let first = true;
  let gap: Doc | undefined;
  const space = (wanted = " "): void => {
    if (!first && !c.done) out.space(c.gap(wanted));
    first = false;
  };
  while (!c.done && c.peek()!.kind !== "group") {
    const key = c.peek()!.key;
    space(key === ":" ? "" : " ");
    out.add(c.take());
    if (key === "loop") inline = false;
    if (key === "while" || key === "for") {
      inline = false;
      if (key === "for" && !c.done) {
        space();
        out.add(run(c, (at) => at.is("in")));
        if (c.is("in")) {
          space();
          out.add(c.take());
        }
      }
      if (!c.done && !c.is("{")) {
        space();
        const tested = condition(c);
        out.add(tested);
        gap = beforeBody(tested, c.gap(" "));
      }
      break;
    }
  }
  if (!c.is("{")) return out.finish();
  if (gap === undefined) space();
  else out.space(gap);
  out.add(block(c, { arms: false, inline }));
  return out.finish("block");
}

/** `move |a, b: B| -> C body` */
export function closure(c: Cursor): Piece {
  const out = new PieceBuilder();
  if (!c.is("|") && !c.is("||")) {
    // `static`, `async`, `move`, `for<'a>`.
    out.add(run(c, (at) => at.is("|") || at.is("||")));
    if (!c.done) out.space(c.gap(" "));
  }
  if (c.is("||")) {
    out.add(c.take());
  } else if (c.is("|")) {
    out.add(c.take());
    let first = true;
    while (!c.done && !c.is("|")) {
      out.space(c.gap(first || c.is(",") ? "" : " "));
      first = false;
      out.add(c.is(",") ? c.take() : run(c, (at) => at.is(",") || at.is("|")));
    }
    if (!c.done) {
      out.space(c.gap(""));
      out.add(c.take());
    }
  }
  if (c.is("->")) {
    out.space(c.gap(" "));
    out.add(c.take());
    if (!c.done) {
      out.space(c.gap(" "));
      out.add(run(c, (at) => at.is("{")));
    }
  }
  if (c.done || c.is(",") || c.is(";")) return out.finish("closure");
  out.space(c.gap(" "));
  out.add(expression(c, anyExpression));
  return out.finish("closure");
}

/** `return`, `break 'label`, `continue`, `yield`, with their value. */
export function jump(c: Cursor, context: ExpressionContext): Piece {
  const out = new PieceBuilder();
  out.add(c.take());
  if (c.peek()?.kind === "lifetime") {
    out.space(c.gap(" "));
    out.add(c.take());
  }
  if (c.done || !startsOperand(c, context)) return out.finish();
  const gap = c.gap(" ");
  const value = expression(c, { ...context, statement: false });
  out.space(gap);
  out.add(value);
  return out.finish(value.shape === "block" ? "plain" : value.shape);
}
