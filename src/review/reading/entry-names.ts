import { entryFile, listEntryPaths } from "./entry-files.ts";

const most = 1000;

/**
 * Names by which entries can be asked for, those that begin with `prefix`: items, macros, and labels. Only such as
 * are plain words in every shell.
 */
export function entryNames(cacheDirectory: string, prefix: string): string[] {
  const names = new Set<string>();
  for (const place of listEntryPaths(cacheDirectory).paths) {
    const { label, item, macroName } = entryFile(place);
    for (const name of [item, macroName, label]) {
      if (name !== undefined && name.startsWith(prefix) && /^[\p{L}\p{N}\p{M}_][\p{L}\p{N}\p{M}_./-]*$/u.test(name)) names.add(name);
    }
    if (names.size >= most) break;
  }
  return [...names].sort();
}
