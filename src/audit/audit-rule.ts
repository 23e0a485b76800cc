/** How much a construct deserves a look: `info` is usual, `warn` is worth reading, `danger` is to be understood. */
export type Severity = "info" | "warn" | "danger";

export const severities: readonly Severity[] = ["info", "warn", "danger"];

/** What an expansion is made from, and the expansion, as an entry has them. */
export interface AuditExample {
  readonly invocation: string;
  readonly expansion: string;
}

/** A construct that deserves a second look where an expansion has it and the input did not. */
export interface AuditRule {
  /** The flag's name in outputs and in the configuration. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** One or two sentences: what it can do that a reader may not expect. */
  readonly why: string;
  readonly find: AuditFinder;
  /** An entry that has the flag, and one near to it that has not. */
  readonly fires: AuditExample;
  readonly silent: AuditExample;
}

export type AuditFinder =
  /**
   * Runs of tokens, separated by spaces. `$name`, `$literal` and `$any` stand for one token; `!x` behind others is a
   * token that must not follow. With `attribute` the run begins where an attribute has its name, or where none has.
   * `paths` are as below.
   */
  | { readonly by: "tokens"; readonly patterns: readonly string[]; readonly attribute?: boolean; readonly paths?: readonly string[] }
  /** Paths such as `std::fs`, also as parts of `use std::{fs, net}`. */
  | { readonly by: "paths"; readonly paths: readonly string[] }
  /** What no run of tokens says; see token-checks.ts and text-checks.ts. */
  | { readonly by: "check"; readonly check: CheckName };

export type CheckName = "hidden-module" | "long-literal" | "long-line" | "bidirectional" | "invisible" | "confusable";
