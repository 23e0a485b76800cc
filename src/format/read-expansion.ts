import type { Entry } from "./entry.ts";
import { lexExpansion } from "./lexer.ts";
import { decodeSpanMap, type SpanMap } from "./span-map.ts";
import type { TokenTree } from "./token-tree.ts";

export type ReadExpansion =
  | { readonly ok: true; readonly trees: readonly TokenTree[]; readonly spans: SpanMap | undefined }
  /** `line` counts from the file's first line where the entry was read from a file, else from the expansion's. */
  | { readonly ok: false; readonly problem: string; readonly line: number };

/** The tokens of an entry's expansion, checked against its span map and its scopes. */
export function readExpansion(entry: Entry): ReadExpansion {
  const firstLine = entry.expansionLine ?? 1;
  const lexed = lexExpansion(entry.expansion, entry.metadata.alone);
  if (!lexed.ok) {
    const { message, line, column } = lexed.problem;
    return { ok: false, problem: `${message} (column ${column})`, line: firstLine + line - 1 };
  }
  const { trees } = lexed;
  const { spans, scopes } = entry.metadata;
  if (spans === undefined) {
    const foreign = findScope(trees, (scope) => scopes?.[scope] !== "mixed_site");
    if (foreign === undefined) return { ok: true, trees, spans: undefined };
    return { ok: false, problem: `§${foreign} is not the mixed site, and there is no span map`, line: firstLine };
  }
  const decoded = decodeSpanMap(spans);
  if (!decoded.ok) return { ok: false, problem: decoded.problem, line: firstLine };
  const problem = coverProblem(decoded.map, trees);
  if (problem !== undefined) return { ok: false, problem, line: firstLine };
  return { ok: true, trees, spans: decoded.map };
}

/** Why a span map does not fit the trees of an expansion; undefined when it covers each token exactly once. */
export function coverProblem(map: SpanMap, trees: readonly TokenTree[]): string | undefined {
  let run = 0;
  let used = 0;
  const fits = (level: readonly TokenTree[]): boolean => {
    for (let index = 0; index < level.length; ) {
      const current = map.runs[run];
      if (current === undefined) return false;
      if (current.kind === "clone" || current.kind === "unopened") {
        const length = current.kind === "clone" ? 1 : current.length;
        if (index + length > level.length) return false;
        index += length;
        run++;
        continue;
      }
      used++;
      if (used === current.length) {
        run++;
        used = 0;
      }
      const tree = level[index++]!;
      if (tree.kind === "group" && !fits(tree.trees)) return false;
    }
    return true;
  };
  if (!fits(trees)) return "the span map is shorter than the expansion or cuts through a group";
  return run === map.runs.length ? undefined : "the span map is longer than the expansion";
}

function findScope(trees: readonly TokenTree[], wanted: (scope: number) => boolean): number | undefined {
  for (const tree of trees) {
    if (tree.kind === "ident" && tree.scope !== undefined && wanted(tree.scope)) return tree.scope;
    const inside = tree.kind === "group" ? findScope(tree.trees, wanted) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}
