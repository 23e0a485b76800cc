import { type Dirent, readdirSync } from "node:fs";
import path from "node:path";

/** What the path of an entry says, before it is opened: docs/contracts.md §7. */
export interface EntryFile {
  /** Below the cache directory, with `/`. */
  readonly path: string;
  /** `crate/module/Item.Macro`: the path without key, variant and extension. */
  readonly label: string;
  readonly crate: string;
  readonly modules: readonly string[];
  readonly item: string | undefined;
  readonly macroName: string;
  /** The first 12 hex digits of the invocation's key; empty where the file is named in another way. */
  readonly key: string;
}

export interface EntryFiles {
  readonly files: readonly EntryFile[];
  /** Paths that look like entries and are none: links and special files, which are not opened. */
  readonly notFiles: readonly string[];
  /** Folders that cannot be read. */
  readonly unreadable: readonly string[];
}

/** All entries of a cache, sorted by path. Only names are read; links are not followed. */
export function listEntryFiles(cacheDirectory: string): EntryFiles {
  const files: EntryFile[] = [];
  const notFiles: string[] = [];
  const unreadable: string[] = [];
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    let found: Dirent[];
    try {
      found = readdirSync(path.join(cacheDirectory, folder), { withFileTypes: true });
    } catch {
      unreadable.push(folder);
      continue;
    }
    for (const entry of found) {
      const place = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) open.push(place);
      else if (!entry.name.endsWith(extension)) continue;
      else if (entry.isFile()) files.push(entryFile(place));
      else notFiles.push(place);
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, notFiles: notFiles.sort(), unreadable: unreadable.sort() };
}

export function entryFile(place: string): EntryFile {
  const folders = place.split("/");
  const name = (folders.pop() ?? "").slice(0, -extension.length);
  const parts = name.split(".");
  const last = /^([0-9a-f]{12})(?:-[0-9a-f]{6})?$/.exec(parts.at(-1) ?? "");
  if (last !== null && parts.length > 1) parts.pop();
  const macroName = parts.pop() ?? "";
  const item = parts.length === 0 ? undefined : parts.join(".");
  const [crate = "", ...modules] = folders;
  const shown = item === undefined ? macroName : `${item}.${macroName}`;
  return { path: place, label: [...folders, shown].join("/"), crate, modules, item, macroName, key: last?.[1] ?? "" };
}

const extension = ".rsm";
