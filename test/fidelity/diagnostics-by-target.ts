/** What cargo says of one target: rustc's diagnostics as they are, without cargo's own lines. */
export type DiagnosticsByTarget = Readonly<Record<string, readonly object[]>>;

/**
 * Takes cargo's output with `--message-format=json` apart: by kind and name of the target, the diagnostics in
 * the order in which rustc gave them.
 */
export function diagnosticsByTarget(stdout: string): DiagnosticsByTarget {
  const byTarget: Record<string, object[]> = {};
  for (const line of stdout.split("\n")) {
    if (!line.startsWith("{")) continue;
    const { reason, target, message } = JSON.parse(line) as CargoMessage;
    if (reason !== "compiler-message") continue;
    const list = (byTarget[`${target.kind.join("+")} ${target.name}`] ??= []);
    list.push(withoutDefinitionTexts(message) as object);
  }
  return byTarget;
}

/**
 * `def_site_span` is the function of the macro crate that rustc called. A replayed build tells the same file and
 * place, but not the text of the line: see docs/fidelity.md. No text that rustc renders by default shows it.
 */
function withoutDefinitionTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefinitionTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [
      key,
      key === "def_site_span" && typeof member === "object" ? { ...member, text: [] } : withoutDefinitionTexts(member),
    ]),
  );
}

interface CargoMessage {
  readonly reason: string;
  readonly target: { readonly kind: readonly string[]; readonly name: string };
  readonly message: object;
}
