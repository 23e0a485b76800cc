import type { Group, TokenTree } from "../token-tree.ts";
import { type Atom, atomsOf } from "./atoms.ts";
import { type Doc, line, type Piece, softline, textPiece } from "./pieces.ts";

/** Nesting of groups and of expressions beyond which the layout gives up. */
const maximumLayoutDepth = 400;

/** The tokens nest too deeply for this layout; the plain one has no such limit. */
export class TooDeep extends Error {}

/** A place in the atoms of one nesting level. */
export class Cursor {
  readonly atoms: readonly Atom[];
  at = 0;
  /** Columns that blocks around this level indent it by; lists that are broken may add to that. */
  readonly indentation: number;
  #depth: number;

  constructor(trees: readonly TokenTree[], depth = 0, indentation = 0) {
    if (depth > maximumLayoutDepth) throw new TooDeep();
    this.atoms = atomsOf(trees);
    this.indentation = indentation;
    this.#depth = depth;
  }

  /** The beginning of a group's content. */
  inside(group: Group): Cursor {
    return new Cursor(group.trees, this.#depth + 1, this.indentation + (group.delimiter === "{" ? 4 : 0));
  }

  /** Moves past the group that comes next, and answers the beginning of its content. */
  enter(): Cursor {
    return this.inside(this.next().group!);
  }

  get done(): boolean {
    return this.at >= this.atoms.length;
  }

  peek(ahead = 0): Atom | undefined {
    return this.atoms[this.at + ahead];
  }

  /** Whether the atom `ahead` of the next one is this word, operator or kind of group. */
  is(key: string, ahead = 0): boolean {
    const atom = this.atoms[this.at + ahead];
    return atom !== undefined && atom.key === key && atom.kind !== "literal";
  }

  isOneOf(keys: ReadonlySet<string>, ahead = 0): boolean {
    const atom = this.atoms[this.at + ahead];
    return atom !== undefined && atom.kind !== "literal" && keys.has(atom.key);
  }

  isWord(ahead = 0): boolean {
    return this.peek(ahead)?.kind === "word";
  }

  /** White space before the next atom: what is wanted, as far as its tokens stay the same. */
  gap(wanted: Doc): Doc {
    const atom = this.atoms[this.at];
    if (atom === undefined) return wanted;
    if (atom.glued) return "";
    if (atom.apart && wanted === "") return " ";
    if (atom.apart && wanted === softline) return line;
    return wanted;
  }

  /** Moves past an atom that is not a group, and answers its text. */
  take(): Piece {
    const atom = this.next();
    if (atom.kind === "group") throw new TypeError("a group is not a text");
    return textPiece(atom.text);
  }

  next(): Atom {
    const atom = this.atoms[this.at];
    if (atom === undefined) throw new RangeError("no atom is left");
    this.at++;
    return atom;
  }

  /** Runs a part that recurses without opening a group. */
  deeper<T>(part: () => T): T {
    if (this.#depth > maximumLayoutDepth) throw new TooDeep();
    this.#depth++;
    try {
      return part();
    } finally {
      this.#depth--;
    }
  }
}
