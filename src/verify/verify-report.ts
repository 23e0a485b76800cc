import type { Finding, FindingKind } from "./finding.ts";

/** What `silcrow verify --format json` prints; docs/verify.md explains it. */
export interface VerifyReport {
  readonly verifyVersion: 1;
  /** `incomplete`: cargo failed for reasons of its own, and nothing was found as far as it came. */
  readonly result: "clean" | "findings" | "incomplete";
  /** Absolute. */
  readonly cacheDir: string;
  /** The git revision whose entries were taken as right, where one was named. */
  readonly since?: string;
  /** Entries that were made anew. */
  readonly expansions: number;
  /** Entries of the cache that were compared with those. */
  readonly compared: number;
  /** Entries of the cache that this run could not judge, because it did not expand everything. */
  readonly unchecked: number;
  /** How often each expansion was repeated with another random seed. */
  readonly seeds: number;
  /** Findings by kind, notes included; kinds that do not occur are left out. */
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  /** Errors first, then by file. */
  readonly findings: readonly Finding[];
}
