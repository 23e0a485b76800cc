import type { Entry } from "./entry.ts";
import { lexExpansion } from "./lexer.ts";
import { decodeSpanMap, isHandedBack, type SpanMap, type SpanRun } from "./span-map.ts";
import { spellParsed } from "./spell-parsed.ts";
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
  const unspellable = problem ?? parsedProblem(decoded.map, trees, entry.metadata.parsed ?? []);
  if (unspellable !== undefined) return { ok: false, problem: unspellable, line: firstLine };
  return { ok: true, trees, spans: decoded.map };
}

/** Why a span map does not fit the trees of an expansion; undefined when it covers each token exactly once. */
export function coverProblem(map: SpanMap, trees: readonly TokenTree[]): string | undefined {
  return walkRuns(map, trees, () => {});
}

/** Why a text that is said to have been parsed cannot have been; undefined when all can. */
function parsedProblem(map: SpanMap, trees: readonly TokenTree[], prints: readonly string[]): string | undefined {
  let problem: string | undefined;
  walkRuns(map, trees, (run, handedBack) => {
    if (run.kind !== "parsed" || problem !== undefined) return;
    const length = prints[run.text]?.split(":", 1)[0];
    if (length === undefined) return void (problem = "a text that is not in `parsed`");
    const spelled = spellParsed(handedBack, run.facts);
    if (!spelled.ok) return void (problem = spelled.problem);
    if (parsedLength(spelled.text, run.stream) > Number(length)) problem = "more tokens than the text can have had that was parsed";
  });
  return problem;
}

/** Bytes that a stream needs in its text: a group's content stands between delimiters. */
function parsedLength(text: string, stream: number): number {
  return stream === 0 ? Buffer.byteLength(text.replace(/[ \n]$/, "")) : Buffer.byteLength(text) + 2;
}

/** Walks the trees along the runs, and shows those that were handed back; answers as `coverProblem`. */
function walkRuns(map: SpanMap, trees: readonly TokenTree[], show: (run: SpanRun, handedBack: readonly TokenTree[]) => void): string | undefined {
  let run = 0;
  let used = 0;
  const fits = (level: readonly TokenTree[]): boolean => {
    for (let index = 0; index < level.length; ) {
      const current = map.runs[run];
      if (current === undefined) return false;
      if (isHandedBack(current)) {
        const length = current.kind === "clone" ? 1 : current.length;
        if (index + length > level.length) return false;
        show(current, level.slice(index, index + length));
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
