import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { readRevision } from "#review";

/**
 * Puts the entries into a folder that a git revision has just as the cache has them now. What answers a macro there
 * must still be for its tokens and its implementation: anything else is expanded. Answers how many there are; throws
 * SC0504 where git cannot tell.
 */
export async function trustEntriesOf(revision: string, cacheDir: string, into: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { entries } = await readRevision({ cacheDirectory: cacheDir, env }, revision);
  let trusted = 0;
  for (const [file, { oid, size }] of entries) {
    const from = path.join(cacheDir, file);
    const bytes = await readFile(from).catch(() => undefined);
    if (bytes === undefined || bytes.length !== size || blobId(bytes, oid.length) !== oid) continue;
    const to = path.join(into, file);
    await mkdir(path.dirname(to), { recursive: true });
    await copyFile(from, to);
    // A copy that looks younger would make cargo compile again what has not changed.
    const { atime, mtime } = await stat(from);
    await utimes(to, atime, mtime);
    trusted += 1;
  }
  return trusted;
}

/** What git calls a file with this content; the length of its names tells the hash that the repository uses. */
function blobId(bytes: Uint8Array, length: number): string {
  return createHash(length === 40 ? "sha1" : "sha256").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
