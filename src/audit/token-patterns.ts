import type { AuditRule } from "./audit-rule.ts";
import type { AuditText, AuditToken } from "./audit-tokens.ts";

/** Where a rule fits: tokens from `first` to `last`, both included. */
export interface TokenMatch {
  readonly rule: AuditRule;
  readonly first: number;
  readonly last: number;
}

interface Pattern {
  readonly rule: AuditRule;
  /** All but the first token, which finds the pattern. */
  readonly rest: readonly string[];
  readonly attribute: boolean | undefined;
}

/** Rules that are runs of tokens or paths, by their first token. */
export class TokenPatterns {
  readonly #byFirst = new Map<string, Pattern[]>();
  readonly #paths = new Map<string, Map<string, AuditRule>>();

  constructor(rules: readonly AuditRule[]) {
    for (const rule of rules) {
      if (rule.find.by === "tokens") {
        for (const pattern of rule.find.patterns) {
          const [first = "", ...rest] = pattern.replaceAll("::", ": :").split(" ");
          push(this.#byFirst, first, { rule, rest, attribute: rule.find.attribute });
        }
      }
      if (rule.find.by !== "check") {
        for (const path of rule.find.paths ?? []) {
          const [root = "", name = ""] = path.split("::");
          const known = this.#paths.get(root) ?? new Map<string, AuditRule>();
          this.#paths.set(root, known.set(name, rule));
        }
      }
    }
  }

  /** All places where a rule fits, in the order of the text, in one pass. */
  matches(audited: AuditText): TokenMatch[] {
    const { tokens, attributeName } = audited;
    const found: TokenMatch[] = [];
    for (let first = 0; first < tokens.length; first++) {
      const { kind, text } = tokens[first]!;
      if (kind === "literal" || kind === "lifetime" || kind === "open" || kind === "close") continue;
      for (const { rule, rest, attribute } of this.#byFirst.get(text) ?? none) {
        if (attribute !== undefined && attribute !== (attributeName[first] === 1)) continue;
        const last = endOf(rest, tokens, first + 1);
        if (last !== undefined) found.push({ rule, first, last });
      }
      const names = this.#paths.get(text);
      if (names !== undefined && kind === "name") found.push(...pathMatches(names, audited, first));
    }
    return found;
  }
}

const none: readonly Pattern[] = [];

/** The last token of a run that begins before `from`; undefined where it does not fit. */
function endOf(rest: readonly string[], tokens: readonly AuditToken[], from: number): number | undefined {
  let at = from;
  for (const wanted of rest) {
    const token = tokens[at];
    if (wanted.length > 1 && wanted.startsWith("!")) {
      if (token !== undefined && token.text === wanted.slice(1)) return undefined;
      continue;
    }
    if (token === undefined || !fits(token, wanted)) return undefined;
    at++;
  }
  return at - 1;
}

function fits({ kind, text }: AuditToken, wanted: string): boolean {
  switch (wanted) {
    case "$name":
      return kind === "name";
    case "$literal":
      return kind === "literal";
    case "$any":
      return true;
    default:
      return text === wanted && kind !== "literal" && kind !== "lifetime";
  }
}

/** `root::name`, and each `name` at the start of a branch of `root::{…}`. */
function pathMatches(names: ReadonlyMap<string, AuditRule>, { tokens, partner }: AuditText, first: number): TokenMatch[] {
  if (tokens[first + 1]?.text !== ":" || tokens[first + 2]?.text !== ":") return [];
  const at = first + 3;
  const next = tokens[at];
  if (next?.kind === "name") {
    const rule = names.get(next.text);
    return rule === undefined ? [] : [{ rule, first, last: at }];
  }
  if (next?.text !== "{" || partner[at]! < 0) return [];
  const found: TokenMatch[] = [];
  for (let index = at + 1; index < partner[at]!; index++) {
    const token = tokens[index]!;
    const isBranch = /^[{,]$/.test(tokens[index - 1]!.text);
    if (token.kind === "open") {
      // Braces may stand around a branch as well.
      if (!isBranch) index = Math.max(index, partner[index]!);
    } else if (token.kind === "name" && isBranch) {
      const rule = names.get(token.text);
      if (rule !== undefined) found.push({ rule, first: index, last: index });
    }
  }
  return found;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
