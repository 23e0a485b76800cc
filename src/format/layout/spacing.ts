import { type Atom, isOperand } from "./atoms.ts";
import { type Doc, line } from "./pieces.ts";
import { keywords } from "./words.ts";

/** White space between two atoms of a type, a pattern, a path or the head of an item, as rustfmt has it. */
export function spacing(previous: Atom, next: Atom): Doc {
  return spaceBehind(previous, next) && spaceBefore(previous, next) ? breakable(next) : "";
}

/** Long bounds and alternatives may go on in a new line; elsewhere a run stays on its line. */
function breakable(next: Atom): Doc {
  return next.kind === "op" && !next.prefix && (next.key === "+" || next.key === "|") ? line : " ";
}

function spaceBehind(previous: Atom, next: Atom): boolean {
  if (previous.kind !== "op") return true;
  if (previous.angle === "open") return false;
  if (previous.prefix) return !prefixOperators.has(previous.key);
  if (previous.key === "!") return next.key !== "(" && next.key !== "[";
  return !tightOperators.has(previous.key);
}

function spaceBefore(previous: Atom, next: Atom): boolean {
  const value = isOperand(previous);
  switch (next.kind) {
    case "op":
      if (next.angle === "close") return false;
      if (next.angle === "open") {
        return !(value || previous.key === "impl" || previous.key === "for" || previous.key === "fn");
      }
      if (next.key === "," || next.key === ";" || next.key === ":") return false;
      if (next.key === "!" && previous.kind === "word") return false;
      // A path that starts with `::` behind a keyword; between two names it is one path.
      if (next.key === "::") return !value;
      return next.prefix || next.key === "$" || next.key === "#" || !tightOperators.has(next.key);
    case "group":
      if (next.key === "{") return true;
      if (next.key === "§(") return true;
      if (previous.kind === "word") return keywords.has(previous.key) && !tightKeywords.has(previous.key);
      return !(previous.angle === "close" || previous.kind === "group");
    default:
      return true;
  }
}

/** `pub(crate)`, `fn(u8)`. */
const tightKeywords: ReadonlySet<string> = new Set(["pub", "fn", "move"]);
const tightOperators: ReadonlySet<string> = new Set(":: . .. ..= ... ? # $ !".split(" "));
const prefixOperators: ReadonlySet<string> = new Set("& && * - ! ? % :: # $ @ .. ..= ... ~".split(" "));
