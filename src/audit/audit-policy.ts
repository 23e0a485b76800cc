import type { Flag } from "./audit-entry.ts";
import { type Severity, severities } from "./audit-rule.ts";
import { findRule, rules } from "./rules.ts";

/** Flags that a project has looked at and allows, by macro: `serde_derive`, or `pin_project::pin_project`. */
export type AllowedFlags = Readonly<Record<string, readonly string[]>>;

/** Names in `allowed` that are no flags, in words. */
export function policyProblems(allowed: AllowedFlags): string[] {
  return Object.entries(allowed).flatMap(([macro, ids]) =>
    ids.filter((id) => findRule(id) === undefined).map((id) => `\`audit.allow\`: \`${macro}\` has the unknown flag \`${id}\`; known are ${rules.map((rule) => rule.id).join(", ")}`),
  );
}

/** Whether a project allows a flag for a macro. `macroItem` is the entry's `macro_item`. */
export function isAllowed(allowed: AllowedFlags, macroItem: string, id: string): boolean {
  const [hashed = "", name = ""] = macroItem.split("::");
  const crate = hashed.replace(/_[0-9a-f]{12}$/, "");
  return [crate, `${crate}::${name}`].some((macro) => Object.hasOwn(allowed, macro) && allowed[macro]!.includes(id));
}

/** What makes a check fail: every flag of at least a severity, or a flag by its name. */
export function isDenied(denied: readonly string[], { id, severity }: Pick<Flag, "id" | "severity">): boolean {
  return denied.some((what) => what === id || (isSeverity(what) && severities.indexOf(severity) >= severities.indexOf(what)));
}

export function isSeverity(text: string): text is Severity {
  return (severities as readonly string[]).includes(text);
}
