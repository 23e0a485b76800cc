import type { AuditRule } from "./audit-rule.ts";
import { codeRules } from "./code-rules.ts";
import { textRules } from "./text-rules.ts";

/** Every flag there is. */
export const rules: readonly AuditRule[] = [...codeRules, ...textRules];

export function findRule(id: string): AuditRule | undefined {
  return rules.find((rule) => rule.id === id);
}
