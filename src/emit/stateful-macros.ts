import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere } from "#files";
import { macroCrateOf, parseEntry, parseMacrosJson } from "#format";
import { macrosFile } from "./record-macros.ts";

/**
 * Macro crates of which macros.json says that they keep state from one invocation to the next: a sequence that
 * happens to show nothing of it does not tell otherwise. A crate that has changed since is not among them.
 */
export async function knownStateful(cacheDir: string, crates: readonly { readonly item: string; readonly hash: string }[]): Promise<Set<string>> {
  const text = readIfThere(join(cacheDir, macrosFile));
  const parsed = text === undefined ? undefined : parseMacrosJson(text);
  if (parsed?.kind !== "macros") return new Set();
  const hashes = new Map(crates.map(({ item, hash }) => [item, hash]));
  const known = parsed.macros.macro_crates.filter((crate) => crate.keeps_state === true && hashes.get(crate.macro_item) === crate.macro_hash);
  return new Set(known.map((crate) => crate.macro_item));
}

/**
 * Removes entries of the macro crates that do not say which invocations came before them: they were written
 * before it was known that this matters. Answers how many there were.
 */
export async function removeStateless(cacheDir: string, items: ReadonlySet<string>): Promise<number> {
  if (items.size === 0) return 0;
  const files = await readdir(cacheDir, { recursive: true, withFileTypes: true }).catch(() => []);
  let removed = 0;
  for (const file of files) {
    if (!file.isFile() || !file.name.endsWith(".rsm")) continue;
    const path = join(file.parentPath, file.name);
    const parsed = parseEntry(await readFile(path, "utf8"));
    if (parsed.kind !== "entry" && parsed.kind !== "edited") continue;
    const { macro_item: item, depends } = parsed.entry.metadata;
    if (depends?.state !== undefined || !items.has(macroCrateOf(item))) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
