import type { CacheSnapshot } from "./differences/cache-snapshot.ts";
import type { Audited, AuditRequest } from "./audit.ts";
import type { Differences, DiffRequest } from "./differences/diff.ts";
import type { GitRevision } from "./differences/git-revision.ts";
import type { Listed, ListRequest } from "./list.ts";
import type { Shown, ShowRequest } from "./show.ts";

export { alignColumns } from "./display/align-columns.ts";
export type { Audited, AuditRequest } from "./audit.ts";
export type { CacheSnapshot, SnapshotDiffRequest } from "./differences/cache-snapshot.ts";
export type { Differences, DiffRequest } from "./differences/diff.ts";
export { entryNames } from "./reading/entry-names.ts";
export { findCache } from "./reading/find-cache.ts";
export type { Listed, ListRequest } from "./list.ts";
export type { GitRevision } from "./differences/git-revision.ts";
export type { Shown, ShowRequest } from "./show.ts";

// Each view loads its own part only: `show` must answer at once.

/** Writes the entries that are asked for. */
export async function showEntries(request: ShowRequest, write: (text: string) => Promise<void>): Promise<Shown> {
  return await (await import("./show.ts")).showEntries(request, write);
}

/** The entries of a cache as a table or as JSON. */
export async function listEntries(request: ListRequest): Promise<Listed> {
  return await (await import("./list.ts")).listEntries(request);
}

/** Writes what changed in generated code since a git revision. */
export async function diffCache(request: DiffRequest, write: (text: string) => Promise<void>): Promise<Differences> {
  return await (await import("./differences/diff.ts")).diffCache(request, write);
}

/** The entries of a cache as they are now; files that have not been written since `earlier` are not read again. */
export async function cacheSnapshot(directory: string, earlier?: CacheSnapshot): Promise<CacheSnapshot> {
  return (await import("./differences/cache-snapshot.ts")).CacheSnapshot.take(directory, earlier);
}

/** Writes what entries are flagged for. */
export async function auditCache(request: AuditRequest, write: (text: string) => Promise<void>): Promise<Audited> {
  return await (await import("./audit.ts")).auditCache(request, write);
}

/** The macro cache as a git revision has it. Throws SC0504. */
export async function readRevision(repository: { readonly cacheDirectory: string; readonly env: NodeJS.ProcessEnv }, revision: string): Promise<GitRevision> {
  return await (await import("./differences/git-revision.ts")).readRevision(repository, revision);
}
