import type { AuditText } from "./audit-tokens.ts";
import { longestLiteral } from "./text-checks.ts";

/** A stretch of tokens, both ends included. */
export interface TokenStretch {
  readonly first: number;
  readonly last: number;
}

/** `#[doc(hidden)]`, perhaps with other attributes behind it, on a module. */
export function hiddenModules({ tokens, partner, attributeName }: AuditText): TokenStretch[] {
  const found: TokenStretch[] = [];
  for (let index = 0; index + 1 < tokens.length; index++) {
    if (tokens[index]!.text !== "#" || tokens[index + 1]!.text !== "[") continue;
    const end = partner[index + 1]!;
    if (!isHidden(index + 2, end)) continue;
    let at = index;
    while (tokens[at]?.text === "#" && tokens[at + 1]?.text === "[" && partner[at + 1]! > 0) at = partner[at + 1]! + 1;
    if (tokens[at]?.text === "pub") at = tokens[at + 1]?.text === "(" && partner[at + 1]! > 0 ? partner[at + 1]! + 1 : at + 1;
    if (tokens[at]?.text === "mod") found.push({ first: index, last: at });
  }
  return found;

  /** Whether an attribute, or one that it puts on under a condition, is `doc(…hidden…)`. */
  function isHidden(from: number, to: number): boolean {
    for (let at = from; at < to; at++) {
      if (attributeName[at] !== 1 || tokens[at]!.text !== "doc" || tokens[at + 1]?.text !== "(") continue;
      for (let inside = at + 2; inside < partner[at + 1]!; inside++) if (tokens[inside]!.kind === "name" && tokens[inside]!.text === "hidden") return true;
    }
    return false;
  }
}

export function longLiterals({ tokens }: AuditText): TokenStretch[] {
  return tokens.flatMap(({ kind, start, end }, index) => (kind === "literal" && end - start > longestLiteral ? [{ first: index, last: index }] : []));
}
