import type { AuditRule } from "./audit-rule.ts";
import { longestLine, longestLiteral } from "./text-checks.ts";

const item = "#[derive(Describe)]\nstruct Crab;";

/** What a reader may not see, or take for something else. */
export const textRules: readonly AuditRule[] = [
  {
    id: "long-literal",
    severity: "warn",
    title: "a very long literal",
    why: `Data of more than ${longestLiteral} characters that nobody reads, and that may be code for something else.`,
    find: { by: "check", check: "long-literal" },
    fires: { invocation: item, expansion: `f("${"ab".repeat(longestLiteral / 2 + 1)}")` },
    silent: { invocation: `wstr!("${"ab".repeat(longestLiteral / 2 + 1)}")`, expansion: `f("${"ab".repeat(longestLiteral / 2 + 1)}", "short")` },
  },
  {
    id: "long-line",
    severity: "warn",
    title: "a very long line",
    why: `More than ${longestLine} characters on a line: what is at its end may be out of sight.`,
    find: { by: "check", check: "long-line" },
    fires: { invocation: item, expansion: `f(${"a, ".repeat(longestLine / 3)}b)` },
    silent: { invocation: item, expansion: `f(\n${"    a,\n".repeat(longestLine / 3)})` },
  },
  {
    id: "bidirectional-text",
    severity: "danger",
    title: "marks that change the direction of text",
    why: "What an editor shows is in another order than what the compiler reads.",
    find: { by: "check", check: "bidirectional" },
    fires: { invocation: "wstr!(/* \u202E } \u2066 if admin */ name)", expansion: "name" },
    silent: { invocation: 'wstr!("שלום")', expansion: '"שלום"' },
  },
  {
    id: "invisible-text",
    severity: "warn",
    title: "characters that cannot be seen",
    why: "Names that look alike can differ, and text can carry a message that nobody reads.",
    find: { by: "check", check: "invisible" },
    fires: { invocation: item, expansion: 'f("pass\u200Bword")' },
    silent: { invocation: 'wstr!("👩‍💻 naïve")', expansion: '"👩‍💻 naïve"' },
  },
  {
    id: "confusable-name",
    severity: "danger",
    title: "a name that looks like another one",
    why: "Two names that differ only in characters that look alike are taken for one.",
    find: { by: "check", check: "confusable" },
    fires: { invocation: "wstr!(scope)", expansion: "let sc\u043Epe = 1;\nf(scope)" },
    silent: { invocation: "wstr!(scope, \u043Eбласть)", expansion: "f(scope, \u043Eбласть, x1, xl)" },
  },
];
