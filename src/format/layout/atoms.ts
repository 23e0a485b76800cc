import { isDigit } from "../characters.ts";
import { identText, lifetimeName, punctText } from "../token-text.ts";
import type { Group, TokenTree } from "../token-tree.ts";
import { matchAngles } from "./match-angles.ts";
import { keywords } from "./words.ts";

/** What the layout moves as one: a word, a literal, a lifetime, an operator of one or more puncts, or a group. */
export interface Atom {
  readonly kind: "word" | "lifetime" | "literal" | "op" | "group";
  /** As printed; empty for a group. */
  readonly text: string;
  /** What the layout decides by: the word (with `r#` where raw), the operator, or a group's open delimiter. */
  readonly key: string;
  readonly group: Group | undefined;
  /** No white space may come before it: the punct before it is Joint. */
  glued: boolean;
  /** White space must come before it, or the two would read as other tokens. */
  apart: boolean;
  /** For an operator: nothing that it could have as its left operand is before it. */
  prefix: boolean;
  /** For `<` and `>` that delimit generics. */
  angle: "open" | "close" | undefined;
}

/** The atoms of one nesting level. */
export function atomsOf(trees: readonly TokenTree[]): Atom[] {
  const atoms: Atom[] = [];
  for (let index = 0; index < trees.length; index++) {
    const tree = trees[index]!;
    switch (tree.kind) {
      case "group":
        atoms.push(atom("group", "", tree.delimiter === "none" ? "§(" : tree.delimiter, tree));
        break;
      case "ident":
        atoms.push(atom("word", identText(tree), tree.raw ? `r#${tree.text}` : tree.text));
        break;
      case "literal":
        atoms.push(atom("literal", tree.text, tree.text));
        break;
      case "punct": {
        const name = lifetimeName(tree, trees[index + 1]);
        if (name !== undefined) {
          atoms.push(atom("lifetime", `'${identText(name)}`, "'"));
          index++;
        } else {
          index = pushOperators(atoms, trees, index);
        }
      }
    }
  }
  matchAngles(atoms);
  for (let index = 0; index < atoms.length; index++) {
    const current = atoms[index]!;
    const previous = atoms[index - 1];
    if (current.kind === "op") current.prefix = previous === undefined || !isOperand(previous);
    if (previous !== undefined && !current.glued) current.apart = mustBeApart(previous, current, atoms[index + 1]);
  }
  return atoms;
}

/** Whether an operator behind this atom would be binary or postfix. */
export function isOperand(atom: Atom): boolean {
  switch (atom.kind) {
    case "op":
      return atom.angle === "close" || (atom.key === "?" && !atom.prefix);
    case "word":
      return !keywords.has(atom.key);
    default:
      return true;
  }
}

function atom(kind: Atom["kind"], text: string, key: string, group?: Group): Atom {
  return { kind, text, key, group, glued: false, apart: false, prefix: false, angle: undefined };
}

/** Cuts the puncts that stick together from `index` on into operators. Answers the index of the last of them. */
function pushOperators(atoms: Atom[], trees: readonly TokenTree[], index: number): number {
  const first = trees[index]!;
  if (first.kind === "punct" && !first.joint) {
    const { text } = punctText(first, undefined);
    atoms.push(atom("op", text, text));
    return index;
  }
  const texts: string[] = [];
  let last = index;
  for (; ; last++) {
    const tree = trees[last]!;
    if (tree.kind !== "punct") throw new TypeError("a glued punct is followed by a punct");
    const { text, glued } = punctText(tree, trees[last + 1]);
    texts.push(text);
    if (!glued) break;
  }
  const chars = texts.map((text) => (text.startsWith("§") ? text : text[0]!));
  for (let at = 0; at < texts.length; ) {
    const key =
      [3, 2].map((length) => chars.slice(at, at + length).join("")).find((candidate) => operators.has(candidate)) ??
      chars[at]!;
    const length = operators.has(key) ? key.length : 1;
    const operator = atom("op", texts.slice(at, at + length).join(""), key);
    operator.glued = at > 0;
    atoms.push(operator);
    at += length;
  }
  return last;
}

/** Operators of several puncts. Not `<<` and `>>`: two `<` may open two lists of generics. */
const operators: ReadonlySet<string> = new Set(
  ":: -> => == != <= >= && || += -= *= /= %= ^= &= |= .. ... ..=".split(" "),
);

/** Pairs of puncts that mean something else together; `&&`, `||`, `>>` and `<<` are taken apart by rustc itself. */
const misleading: ReadonlySet<string> = new Set([...operators].filter((key) => key.length === 2 && key !== "&&" && key !== "||"));

const slash = 0x2f;
const star = 0x2a;

function mustBeApart(previous: Atom, current: Atom, next: Atom | undefined): boolean {
  const first = current.text.charCodeAt(0);
  switch (previous.kind) {
    case "op":
      // Nothing may read as a comment or as `$crate`, and no two operators as a third. Other puncts may touch: the
      // entry's `alone` tells them apart.
      if (previous.text.endsWith("/") && (first === slash || first === star)) return true;
      if (current.kind === "op" && misleading.has(previous.text.slice(-1) + current.text[0]!)) return true;
      return previous.key === "$" && current.key === "crate";
    case "word":
    case "lifetime":
      return current.kind === "word" || current.kind === "literal" || current.kind === "lifetime" || current.key === "#";
    case "literal":
      if (current.kind === "word" || current.kind === "literal" || current.kind === "lifetime") return true;
      return isDigit(previous.text.charCodeAt(0)) && numberTakes(previous.text, current, next);
    case "group":
      return false;
  }
}

/** Whether a number would take a part of what comes behind it, or give up its final `.` to it. */
function numberTakes(number: string, current: Atom, next: Atom | undefined): boolean {
  if (number.endsWith(".")) return current.key.startsWith(".") || current.key.startsWith("§");
  if (current.key === ".") return next?.kind !== "word" || next.key === "$crate";
  return current.text.startsWith("+") || current.text.startsWith("-");
}
