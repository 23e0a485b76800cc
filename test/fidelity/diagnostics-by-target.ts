/** What cargo says of one target: rustc's diagnostics as they are, without cargo's own lines. */
export type DiagnosticsByTarget = Readonly<Record<string, readonly object[]>>;

/**
 * Takes cargo's output with `--message-format=json` apart: by kind and name of the target, the diagnostics in
 * the order in which rustc gave them. `isMacroSource` says which files define procedural macros: where a macro is
 * defined is the one thing that differs (see `withoutDefinitions`).
 */
export function diagnosticsByTarget(stdout: string, isMacroSource: RegExp): DiagnosticsByTarget {
  const byTarget: Record<string, object[]> = {};
  for (const line of stdout.split("\n")) {
    if (!line.startsWith("{")) continue;
    const { reason, target, message } = JSON.parse(line) as CargoMessage;
    if (reason !== "compiler-message") continue;
    const list = (byTarget[`${target.kind.join("+")} ${target.name}`] ??= []);
    list.push(withoutDefinitions(message, isMacroSource) as object);
  }
  return byTarget;
}

/**
 * `def_site_span` is the function of the macro crate that rustc called: in a replayed build that is the
 * stand-in's. No text that rustc renders by default shows it.
 */
function withoutDefinitions(value: unknown, isMacroSource: RegExp): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutDefinitions(item, isMacroSource));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isDefinition = key === "def_site_span" && isMacroSource.test((member as { file_name?: string } | null)?.file_name ?? "");
      return [key, isDefinition ? "the macro crate" : withoutDefinitions(member, isMacroSource)];
    }),
  );
}

interface CargoMessage {
  readonly reason: string;
  readonly target: { readonly kind: readonly string[]; readonly name: string };
  readonly message: object;
}
