export { auditEntry, type AuditedEntry, type Flag } from "./audit-entry.ts";
export { type AllowedFlags, isAllowed, isDenied, isSeverity, policyProblems } from "./audit-policy.ts";
export { type AuditRule, severities, type Severity } from "./audit-rule.ts";
export { findRule, rules } from "./rules.ts";
