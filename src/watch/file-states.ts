import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";

/** Larger files are known by size and time. Bytes. */
const largestHashed = 8 * 1024 * 1024;

/**
 * What files were when they were last asked about. A file that is saved as it was, or written again by a build
 * script, has not changed, whatever its time says: so no run can lead to itself.
 */
export class FileStates {
  readonly #known = new Map<string, string>();

  /** Of these paths, those that are not what they were; one that was never asked about counts as changed. */
  async changed(paths: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const changed = new Set<string>();
    for (const path of paths) {
      const state = await stateOf(path);
      const before = this.#known.get(path);
      this.#known.set(path, state);
      // A temporary file that came and went is nothing.
      if (before === state || (before === undefined && state === gone && isPassing(path, paths))) continue;
      changed.add(path);
    }
    return changed;
  }
}

const gone = "gone";

/** Whether a path that is not there, and was never seen, is beside another one that is reported: how editors save. */
function isPassing(path: string, paths: ReadonlySet<string>): boolean {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return [...paths].some((other) => other !== path && other.startsWith(folder));
}

async function stateOf(path: string): Promise<string> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) return "folder";
    if (status.size > largestHashed) return `${status.size} ${status.mtimeMs}`;
    return createHash("sha256").update(await readFile(path)).digest("hex");
  } catch {
    return gone;
  }
}
