import type { AuditText } from "./audit-tokens.ts";
import { longestLiteral } from "./text-checks.ts";

/** A stretch of tokens, both ends included. */
export interface TokenStretch {
  readonly first: number;
  readonly last: number;
}

/** `#[doc(hidden)]`, perhaps with other attributes behind it, on a module. */
export function hiddenModules({ tokens, partner }: AuditText): TokenStretch[] {
  const found: TokenStretch[] = [];
  for (let index = 0; index < tokens.length; index++) {
    if (tokens[index]!.text !== "#" || tokens[index + 1]?.text !== "[" || !isHidden(index + 2)) continue;
    let at = index;
    while (tokens[at]?.text === "#" && tokens[at + 1]?.text === "[" && partner[at + 1]! > 0) at = partner[at + 1]! + 1;
    if (tokens[at]?.text === "pub") at = tokens[at + 1]?.text === "(" && partner[at + 1]! > 0 ? partner[at + 1]! + 1 : at + 1;
    if (tokens[at]?.text === "mod") found.push({ first: index, last: at });
  }
  return found;

  function isHidden(at: number): boolean {
    return ["doc", "(", "hidden", ")"].every((word, offset) => tokens[at + offset]?.text === word);
  }
}

export function longLiterals({ tokens }: AuditText): TokenStretch[] {
  return tokens.flatMap(({ kind, start, end }, index) => (kind === "literal" && end - start > longestLiteral ? [{ first: index, last: index }] : []));
}
