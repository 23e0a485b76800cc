import type { DiagnosticsDifference } from "./build-comparison.ts";
import type { BuildDiagnostic } from "./cargo-messages.ts";

/**
 * Compares the messages of one crate in full: text, codes, spans, suggestions. Their order is not compared,
 * because a library and its tests are compiled at the same time and cargo does not say which one speaks.
 * `replacedRoots` are crate roots of which some unit is not compiled at replay (macro crates and what only they
 * need): for these, what only the ordinary build says is about code that replay leaves out.
 */
export function compareDiagnostics(
  ordinary: readonly BuildDiagnostic[],
  replayed: readonly BuildDiagnostic[],
  replacedRoots: ReadonlySet<string>,
): DiagnosticsDifference | undefined {
  const onlyOrdinary = without(ordinary, replayed).filter(({ root }) => !replacedRoots.has(root));
  const onlyReplayed = without(replayed, ordinary);
  if (onlyOrdinary.length === 0 && onlyReplayed.length === 0) return undefined;
  const look = new Set(onlyOrdinary.map(({ rendered }) => rendered));
  const alike = new Set(onlyReplayed.map(({ rendered }) => rendered).filter((rendered) => look.has(rendered)));
  const show = ({ rendered, json }: BuildDiagnostic) => (alike.has(rendered) || rendered === "" ? `${rendered}${json}\n` : rendered);
  return { kind: "diagnostics", onlyOrdinary: onlyOrdinary.map(show), onlyReplayed: onlyReplayed.map(show) };
}

/** The messages of `all` that are not in `others`; one that comes twice must be there twice. */
function without(all: readonly BuildDiagnostic[], others: readonly BuildDiagnostic[]): BuildDiagnostic[] {
  const left = new Map<string, number>();
  for (const { json } of others) left.set(json, (left.get(json) ?? 0) + 1);
  return all.filter(({ json }) => {
    const count = left.get(json) ?? 0;
    left.set(json, count - 1);
    return count <= 0;
  });
}
