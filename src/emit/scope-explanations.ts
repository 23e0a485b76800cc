import type { ScopeExplanation } from "#format";
import type { RenderedExpansion } from "#sandbox";
import { macroRulesAround, type SourceFile } from "#source";
import type { CallContext } from "./call-context.ts";
import type { Expand } from "./host-protocol.ts";

/** Words for the hygiene scopes of an expansion: where the tokens of each come from. */
export function scopeExplanations(
  scopes: RenderedExpansion["scopes"],
  request: Expand,
  context: CallContext,
): Readonly<Record<string, ScopeExplanation>> | undefined {
  const entries = Object.entries(scopes).map(([scope, origin]): [string, ScopeExplanation] => [
    scope,
    origin === "mixed_site" ? origin : { input: placeOf(origin.span, request, context) },
  ]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/**
 * The compiler gives a span as bytes of its source map, and the call site both so and as a position in its
 * file: the distance between the two tells where in that file the token is, if it is in it.
 */
function placeOf(span: number, request: Expand, { file, sourceName }: CallContext): string {
  const site = request.spanContexts[0];
  const token = request.spanContexts[span < 2 ? span : span - 2];
  if (file === undefined || sourceName === undefined || site === undefined || token === undefined) return elsewhere;
  const start = file.offsetOf(request.callStart);
  if (start === undefined) return elsewhere;
  const offset = offsetAtDistance(file, start, token.lo - site.lo);
  if (offset === undefined) return elsewhere;
  const macroRules = macroRulesAround(file, offset);
  const place = `${sourceName}:${file.lineOf(offset)}`;
  return macroRules === undefined ? place : `macro_rules ${macroRules} at ${place}`;
}

const elsewhere = "another macro";

/** The compiler counts bytes of UTF-8 without a byte order mark and without the CR of a CRLF. */
function offsetAtDistance(file: SourceFile, from: number, bytes: number): number | undefined {
  let offset = from;
  let rest = Math.abs(bytes);
  const step = bytes < 0 ? -1 : 1;
  const first = file.text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (rest > 0) {
    const at = step < 0 ? offset - 1 : offset;
    if (at < first || at >= file.text.length) return undefined;
    const code = file.text.charCodeAt(at);
    // Each half of a surrogate pair stands for two of its four bytes.
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    const isFolded = code === 0x0d && file.text.charCodeAt(at + 1) === 0x0a;
    rest -= isFolded ? 0 : isHalf ? 2 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    offset += step;
  }
  return rest === 0 ? offset : undefined;
}
