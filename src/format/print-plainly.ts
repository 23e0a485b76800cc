import { ExpansionTooLarge, largestExpansion } from "./entry-metadata.ts";
import { lexExpansion } from "./lexer.ts";
import { printTokensPlain } from "./print-tokens-plain.ts";
import { sameTokens } from "./same-tokens.ts";
import type { TokenTree } from "./token-tree.ts";
import { WireError } from "./wire-reader.ts";

/** The text on one line. Throws `WireError` for tokens that it would not read back as, and `ExpansionTooLarge`. */
export function printPlainly(trees: readonly TokenTree[]): string {
  const plain = printTokensPlain(trees);
  const isLarge = plain.length > largestExpansion / 3 && Buffer.byteLength(plain) > largestExpansion;
  if (isLarge) throw new ExpansionTooLarge();
  const lexed = lexExpansion(plain);
  if (lexed.ok && sameTokens(lexed.trees, trees)) return plain;
  throw new WireError(`a token cannot be written down, in ${JSON.stringify(plain.slice(0, 200))}`, 0);
}
