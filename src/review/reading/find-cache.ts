import { statSync } from "node:fs";
import path from "node:path";
import { SilcrowError } from "#diagnostics";

/**
 * The macro cache to read: the one that was named, or `macro-cache` in the nearest folder upwards that has one,
 * not beyond the repository. No cargo is asked, so that reading needs no toolchain. Throws SC0207.
 */
export function findCache(cwd: string, named: string | undefined): string {
  if (named !== undefined) {
    if (isFolder(named)) return named;
    throw new SilcrowError("SC0207", `there is no macro cache at ${named}`);
  }
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const cache = path.join(folder, "macro-cache");
    if (isFolder(cache)) return cache;
    const isLast = path.dirname(folder) === folder || statSync(path.join(folder, ".git"), { throwIfNoEntry: false }) !== undefined;
    if (isLast) throw new SilcrowError("SC0207", `there is no macro-cache in ${cwd} or above it`);
  }
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
