import { lstatSync, readdirSync } from "node:fs";
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

export interface EntryPaths {
  /** Below the cache directory, sorted. */
  readonly paths: readonly string[];
  /** Folders that cannot be read. */
  readonly unreadable: readonly string[];
}

/**
 * The paths of all that is named like an entry. Only names are read, which is what makes a look-up quick; whether
 * one is a file shows when it is opened. Links are not followed.
 */
export function listEntryPaths(cacheDirectory: string): EntryPaths {
  const paths: string[] = [];
  const unreadable: string[] = [];
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    let names: string[];
    try {
      names = readdirSync(path.join(cacheDirectory, folder));
    } catch {
      unreadable.push(folder);
      continue;
    }
    for (const name of names) {
      const place = folder === "" ? name : `${folder}/${name}`;
      if (name.endsWith(extension)) paths.push(place);
      else if (lstatSync(path.join(cacheDirectory, place), { throwIfNoEntry: false })?.isDirectory() === true) open.push(place);
    }
  }
  return { paths: paths.sort(), unreadable: unreadable.sort() };
}

/** What a path says. */
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
