import { atAttribute } from "./attributes.ts";
import type { Cursor } from "./cursor.ts";

/** The kinds of items and of `let`, by which statements are told apart. */
export type ItemKind =
  | "adt"
  | "const"
  | "extern-block"
  | "extern-crate"
  | "fn"
  | "impl"
  | "let"
  | "macro"
  | "mod"
  | "static"
  | "trait"
  | "type"
  | "use";

/** What item begins at the cursor, behind attributes and visibility; undefined when none does. Moves nothing. */
export function itemHead(c: Cursor): ItemKind | undefined {
  let at = 0;
  const start = c.at;
  try {
    while (atAttribute(c)) c.at += c.is("!", 1) ? 3 : 2;
    at = c.at - start;
  } finally {
    c.at = start;
  }
  at = behindVisibility(c, at);
  if (c.is("default", at) && c.isWord(at + 1)) at++;
  for (;;) {
    const atom = c.peek(at);
    if (atom?.kind !== "word") return undefined;
    switch (atom.key) {
      case "struct":
      case "enum":
        return c.isWord(at + 1) || c.is("§(", at + 1) ? "adt" : undefined;
      case "union":
        return c.isWord(at + 1) ? "adt" : undefined;
      case "trait":
      case "impl":
      case "mod":
      case "fn":
      case "type":
      case "use":
      case "let":
        return atom.key;
      case "auto":
        return c.is("trait", at + 1) ? "trait" : undefined;
      case "static":
        return c.isOneOf(closureStarts, at + 1) ? undefined : "static";
      case "const":
        if (c.is("{", at + 1) || c.isOneOf(closureStarts, at + 1)) return undefined;
        if (!c.isOneOf(functionWords, at + 1)) return "const";
        break;
      case "async":
      case "unsafe":
      case "safe":
        if (!c.isOneOf(qualified, at + 1)) return undefined;
        break;
      case "extern": {
        if (c.is("crate", at + 1)) return "extern-crate";
        if (c.peek(at + 1)?.kind === "literal") at++;
        if (c.is("{", at + 1)) return "extern-block";
        break;
      }
      case "macro_rules":
        return c.is("!", at + 1) ? "macro" : undefined;
      case "macro":
        return c.isWord(at + 1) ? "macro" : undefined;
      default:
        return undefined;
    }
    at++;
  }
}

/** The place behind `pub`, `pub(crate)` or a None group that holds one of them or nothing. */
function behindVisibility(c: Cursor, at: number): number {
  const group = c.peek(at)?.group;
  if (group?.delimiter === "none") {
    const first = group.trees[0];
    return first === undefined || (first.kind === "ident" && first.text === "pub") ? at + 1 : at;
  }
  if (!c.is("pub", at)) return at;
  return c.is("(", at + 1) ? at + 2 : at + 1;
}

const closureStarts: ReadonlySet<string> = new Set(["|", "||", "move"]);
const functionWords: ReadonlySet<string> = new Set(["fn", "unsafe", "async", "extern"]);
const qualified: ReadonlySet<string> = new Set(
  ["fn", "unsafe", "async", "extern", "impl", "trait", "mod", "auto", "const", "static", "type"],
);
