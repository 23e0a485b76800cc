import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type ParsedEntry, parseEntry } from "#format";

export interface CachedFile {
  /** Below the cache directory, with `/`. */
  readonly path: string;
  /** Folder of the crate. */
  readonly folder: string;
  readonly text: string;
  readonly parsed: ParsedEntry;
}

/**
 * Reads all entries of a cache, in the order of their paths. Links and special files are given as damaged
 * and are not opened: what they lead to is not in the repository. A folder that is not there has no entries.
 */
export async function readCache(directory: string): Promise<CachedFile[]> {
  const files: CachedFile[] = [];
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const found = await readdir(path.join(directory, folder), { withFileTypes: true }).catch((error: unknown) => {
      if (folder === "" && isMissing(error)) return [];
      throw error;
    });
    for (const item of found) {
      const place = folder === "" ? item.name : `${folder}/${item.name}`;
      if (item.isDirectory()) open.push(place);
      else if (item.isFile()) {
        if (place.endsWith(".rsm")) files.push(await readEntry(directory, place));
      } else if (place.endsWith(".rsm") || item.isSymbolicLink()) {
        files.push(file(place, "", { kind: "damaged", problem: "it is no plain file but a link or something special", line: 1 }));
      }
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readEntry(directory: string, place: string): Promise<CachedFile> {
  const bytes = await readFile(path.join(directory, place));
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return file(place, "", { kind: "damaged", problem: "it is not UTF-8", line: 1 });
  }
  return file(place, text, parseEntry(text));
}

function file(place: string, text: string, parsed: ParsedEntry): CachedFile {
  return { path: place, folder: place.split("/", 1)[0] ?? "", text, parsed };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
