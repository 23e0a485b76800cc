import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { entryFile, listEntryPaths } from "../reading/entry-files.ts";
import { interpretEntry, largestFile, type LoadedEntry, loadEntry } from "../reading/load-entry.ts";
import { type GitRevision, readBlobs, readRevision } from "./git-revision.ts";

/** What differs between a revision's cache and the one on disk; entries with equal bytes are in neither list. */
export interface Sides {
  readonly old: readonly LoadedEntry[];
  readonly new: readonly LoadedEntry[];
  readonly unchanged: number;
  readonly unreadable: readonly string[];
}

export async function readSides(cacheDirectory: string, revision: GitRevision, env: NodeJS.ProcessEnv): Promise<Sides> {
  const { paths, unreadable } = listEntryPaths(cacheDirectory);
  const present = new Set<string>();
  const changed: LoadedEntry[] = [];
  let unchanged = 0;
  for (const file of paths.map(entryFile)) {
    const recorded = revision.entries.get(file.path);
    present.add(file.path);
    const absolute = path.join(cacheDirectory, file.path);
    if (recorded !== undefined && (await isSameBlob(absolute, recorded.oid, recorded.size))) unchanged++;
    else changed.push(loadEntry(cacheDirectory, file));
  }
  const differs = new Set(changed.map(({ file }) => file.path));
  const wanted = [...revision.entries].filter(([place]) => differs.has(place) || !present.has(place));
  // A blob as large as that would be cut anyway.
  const blobs = await readBlobs({ cacheDirectory, env }, wanted.flatMap(([, { oid, size }]) => (size > largestFile ? [] : [oid])));
  let next = 0;
  const old = wanted.map(([place, { size }]): LoadedEntry => {
    const file = entryFile(place);
    const content = size > largestFile ? new Uint8Array() : blobs[next++];
    if (content !== undefined) return interpretEntry(file, content, size);
    return { file, status: "unreadable", problem: "git does not have its content", entry: undefined, size, cut: 0, start: "" };
  });
  return { old, new: changed, unchanged, unreadable };
}

/** Paths of the entries on disk that a revision does not have with the same bytes. */
export async function readChanged(repository: { readonly cacheDirectory: string; readonly env: NodeJS.ProcessEnv }, revision: string): Promise<Set<string>> {
  const { entries } = await readRevision(repository, revision);
  const changed = new Set<string>();
  for (const place of listEntryPaths(repository.cacheDirectory).paths) {
    const recorded = entries.get(place);
    if (recorded === undefined || !(await isSameBlob(path.join(repository.cacheDirectory, place), recorded.oid, recorded.size))) changed.add(place);
  }
  return changed;
}

/** Compares as git does, by content, so that the index and its filters need not be asked. */
async function isSameBlob(file: string, oid: string, size: number): Promise<boolean> {
  try {
    if (statSync(file).size !== size) return false;
    const hash = createHash(oid.length === 64 ? "sha256" : "sha1").update(`blob ${size}\0`);
    if (size <= largestFile) {
      hash.update(readFileSync(file));
    } else {
      for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    }
    return hash.digest("hex") === oid;
  } catch {
    return false;
  }
}
