import { SilcrowError } from "#diagnostics";
import { lexExpansion } from "./lexer.ts";
import { printPlainly } from "./print-plainly.ts";
import { type PrintOptions, printTokens } from "./print-tokens.ts";
import { sameTokens } from "./same-tokens.ts";
import { encodeSpacing } from "./spacing-map.ts";
import type { TokenTree } from "./token-tree.ts";

/** A text, and which of its puncts only look Joint: an entry's `alone`. */
export interface PrintedExpansion {
  readonly expansion: string;
  /** Empty if there are none. */
  readonly alone: string;
}

/** Lays out a text as `renderExpansion` gives it. */
export function layOutExpansion(plain: string): PrintedExpansion {
  const lexed = lexExpansion(plain);
  if (!lexed.ok) throw new SilcrowError("SC0900", `an expansion cannot be read: ${lexed.problem.message}`);
  return printFaithfully(lexed.trees);
}

/** The laid-out text if it reads back as the same tokens, else the plain one, which has a space everywhere. */
export function printFaithfully(trees: readonly TokenTree[], options: PrintOptions = {}): PrintedExpansion {
  const expansion = laidOut(trees, options);
  const alone = expansion === undefined ? undefined : aloneIfRead(expansion, trees);
  return expansion === undefined || alone === undefined ? { expansion: printPlainly(trees), alone: "" } : { expansion, alone };
}

/** Undefined when there is no string long enough, or no stack deep enough. */
function laidOut(trees: readonly TokenTree[], options: PrintOptions): string | undefined {
  try {
    return printTokens(trees, options);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The `alone` with which the text reads back as these trees; undefined when there is none. */
function aloneIfRead(text: string, trees: readonly TokenTree[]): string | undefined {
  const lexed = lexExpansion(text);
  if (!lexed.ok) return undefined;
  const joint: boolean[] = [];
  collectSpacing(trees, joint);
  const alone = encodeSpacing(lexed.adjacent.map((index) => joint[index] ?? true));
  const again = alone === "" ? lexed : lexExpansion(text, alone);
  return again.ok && sameTokens(again.trees, trees) ? alone : undefined;
}

function collectSpacing(trees: readonly TokenTree[], into: boolean[]): void {
  for (const tree of trees) {
    if (tree.kind === "punct") into.push(tree.joint);
    else if (tree.kind === "group") collectSpacing(tree.trees, into);
  }
}
