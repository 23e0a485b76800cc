import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere } from "#files";
import { layOutAnew, layoutVersion, parseMacrosJson } from "#format";
import { macrosFile } from "./record-macros.ts";
import { writeCacheFile } from "./write-cache-file.ts";

/**
 * Lays the entries of a cache out anew when macros.json says that they have an older layout than silcrow's, or when
 * told to. No macro runs: an entry has its tokens. Answers how many changed.
 */
export async function layOutEntries(cacheDir: string, { isForced, onBegin }: { readonly isForced: boolean; readonly onBegin: () => void }): Promise<number> {
  const text = readIfThere(join(cacheDir, macrosFile));
  const parsed = text === undefined ? undefined : parseMacrosJson(text);
  if (parsed?.kind !== "macros") return 0;
  if (!isForced && (parsed.macros.layout ?? 1) >= layoutVersion) return 0;
  let changed = 0;
  let hasBegun = false;
  for (const entry of await readdir(cacheDir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".rsm")) continue;
    if (!hasBegun) onBegin();
    hasBegun = true;
    const path = join(entry.parentPath, entry.name);
    const laidOut = layOutAnew(await readFile(path, "utf8"));
    if (laidOut !== undefined && writeCacheFile(path, laidOut) === "changed") changed += 1;
  }
  return changed;
}
