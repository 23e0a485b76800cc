import { readdir, rm, rmdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/**
 * Removes the entries below the cache directory that are not in `used` (absolute paths), and folders that
 * become empty. Nothing but entries is touched, and nothing in a crate's folder that is exempt. Answers how
 * many went.
 */
export async function removeUnused(
  cacheDir: string,
  used: ReadonlySet<string>,
  isExempt: (crateDirectory: string) => boolean = () => false,
): Promise<number> {
  let removed = 0;
  await walk(cacheDir, async (path, name) => {
    if (!name.endsWith(".rsm") || used.has(path)) return;
    const [crateDirectory = ""] = relative(cacheDir, path).split(sep);
    if (isExempt(crateDirectory)) return;
    await rm(path, { force: true });
    removed += 1;
  });
  return removed;
}

/**
 * Removes what a killed emit left half-written: temporary files that are older than `before`, in milliseconds
 * since 1970. Younger ones may belong to a `silcrow rustc` that is running.
 */
export async function removeTemporaries(cacheDir: string, before: number): Promise<void> {
  await walk(cacheDir, async (path, name) => {
    if (!/\.(?:rsm|json)\.\d+$/.test(name)) return;
    const modified = await stat(path).then(
      (stats) => stats.mtimeMs,
      () => before,
    );
    if (modified < before) await rm(path, { force: true });
  });
}

/** Visits files, never through links; a folder that is empty afterwards is removed. */
async function walk(directory: string, visit: (path: string, name: string) => Promise<void>): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (!entry.isDirectory()) {
      if (entry.isFile()) await visit(path, entry.name);
      continue;
    }
    await walk(path, visit);
    // Fails for a folder that still has something in it, which is what is wanted.
    await rmdir(path).catch(() => {});
  }
}
