import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { AllowedFlags } from "#audit";
import { entryFile, listEntryPaths } from "../reading/entry-files.ts";
import { interpretEntry, largestFile, type LoadedEntry } from "../reading/load-entry.ts";
import { compareSides } from "./diff.ts";
import { renderDiff } from "./render-diff.ts";

export interface SnapshotDiffRequest {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What the earlier state is called: `since the last run`. */
  readonly since: string;
  readonly stat: boolean;
  readonly color: boolean;
  readonly columns: number | undefined;
  readonly allowed: AllowedFlags;
}

interface Kept {
  /** Size, time and inode: what tells that the file is the same. */
  readonly stamp: string;
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** The entries of a cache at a time, kept in memory, so that a later state can be compared with it. */
export class CacheSnapshot {
  readonly directory: string;
  readonly #entries: ReadonlyMap<string, Kept>;

  private constructor(directory: string, entries: ReadonlyMap<string, Kept>) {
    this.directory = directory;
    this.#entries = entries;
  }

  /** What is there now. Files that have not been written since `earlier` are not read again; no folder is no entry. */
  static take(directory: string, earlier?: CacheSnapshot): CacheSnapshot {
    const entries = new Map<string, Kept>();
    for (const place of listEntryPaths(directory).paths) {
      try {
        const file = path.join(directory, place);
        const { size, mtimeMs, ino } = statSync(file);
        const stamp = `${size} ${mtimeMs} ${ino}`;
        const before = earlier?.directory === directory ? earlier.#entries.get(place) : undefined;
        entries.set(place, before?.stamp === stamp ? before : { stamp, size, bytes: size > largestFile ? new Uint8Array() : readFileSync(file) });
      } catch {
        // It went away meanwhile, as others did before it.
      }
    }
    return new CacheSnapshot(directory, entries);
  }

  /** Writes what is different here from an earlier state, as `silcrow diff` does. Answers whether anything is. */
  async writeDifference(earlier: CacheSnapshot, request: SnapshotDiffRequest, write: (text: string) => Promise<void>): Promise<boolean> {
    const isSame = (place: string): boolean => {
      const [one, other] = [this.#entries.get(place), earlier.#entries.get(place)];
      return one === other || (one !== undefined && other !== undefined && Buffer.compare(one.bytes, other.bytes) === 0 && one.size === other.size);
    };
    const load = (of: CacheSnapshot): LoadedEntry[] =>
      [...of.#entries].flatMap(([place, { bytes, size }]) => (isSame(place) ? [] : [interpretEntry(entryFile(place), bytes, size)]));
    const [old, now] = [load(earlier), load(this)];
    if (old.length === 0 && now.length === 0) return false;
    const { since, ...others } = request;
    const difference = { revision: since, commit: "", unchanged: this.#entries.size - now.length, ...compareSides(old, now) };
    await renderDiff(difference, { ...others, cacheDirectory: this.directory, revision: since, format: "text" }, write);
    return true;
  }
}
