import type { InputNumbering, TokenTree } from "#format";
import type { MacroKind, SpanContext } from "../sandbox/types.ts";

/** What a scope number stands for: the mixed site, or the context of an input token's span. */
export type ScopeOrigin = "mixed_site" | { readonly span: number };

export interface ScopeAssigner {
  /** The scope of an identifier whose span has its context from the span id `context` (below N); 0 needs no suffix. */
  readonly scopeOf: (context: number) => number;
  /** What the numbers given out so far stand for. */
  readonly scopes: () => Readonly<Record<string, ScopeOrigin>>;
}

/**
 * Numbers the hygiene contexts of one invocation's output in order of first appearance, so that equal
 * expansions read alike. Scope 0 is the call site and the context that the input itself is written in.
 */
export function assignScopes(
  kind: MacroKind,
  numbering: InputNumbering,
  spanContexts: readonly SpanContext[],
): ScopeAssigner {
  const contextOf = (id: number): number | undefined => spanContexts[id < 2 ? id : id - 2]?.context;
  const own = ownContext(kind, numbering, spanContexts, contextOf);
  const callSite = contextOf(0);
  const mixedSite = contextOf(1);
  const numbers = new Map<number | "mixed_site", number>();
  const origins: Record<string, ScopeOrigin> = {};

  const number = (context: number | "mixed_site", origin: ScopeOrigin): number => {
    const known = numbers.get(context);
    if (known !== undefined) return known;
    const scope = numbers.size + 1;
    numbers.set(context, scope);
    origins[scope] = origin;
    return scope;
  };

  return {
    scopeOf: (id) => {
      if (id === 0) return 0;
      if (id === 1) return number("mixed_site", "mixed_site");
      const context = contextOf(id);
      if (context === undefined || context === own || context === callSite) return 0;
      return context === mixedSite ? number("mixed_site", "mixed_site") : number(context, { span: id });
    },
    scopes: () => origins,
  };
}

/**
 * The context that the invocation itself is written in. The call site's span does not tell: it has a context of
 * its own. Input that all has one context is written in that; otherwise some of it came in through
 * macro_rules, and a token that certainly stands at the invocation decides.
 */
function ownContext(
  kind: MacroKind,
  { attr, input, end }: InputNumbering,
  spanContexts: readonly SpanContext[],
  contextOf: (id: number) => number | undefined,
): number | undefined {
  const contexts = new Set<number | undefined>();
  for (let id = 4; id < end; id++) contexts.add(contextOf(id));
  if (contexts.size <= 1) return contextOf(4);
  if (kind !== "function") {
    const keyword = itemKeyword(input) ?? attr[0] ?? input[0];
    return keyword?.span === undefined ? undefined : contextOf(keyword.span);
  }
  const callSite = spanContexts[0];
  if (callSite === undefined) return undefined;
  const inside = spanContexts.slice(2, end - 2).find(({ lo, hi }) => callSite.lo <= lo && hi <= callSite.hi);
  return inside?.context;
}

/** The keyword that begins the item, behind its attributes, visibility and qualifiers. */
function itemKeyword(trees: readonly TokenTree[]): TokenTree | undefined {
  for (const tree of trees) {
    if (tree.kind === "ident" && !tree.raw && itemKeywords.has(tree.text)) return tree;
    // A whole item that macro_rules passed on as a fragment is wrapped.
    if (tree.kind === "group" && tree.delimiter === "none") {
      const keyword = itemKeyword(tree.trees);
      if (keyword !== undefined) return keyword;
    }
  }
  return undefined;
}

const itemKeywords: ReadonlySet<string> = new Set(
  "struct enum union fn impl trait mod type const static use extern macro_rules let".split(" "),
);
