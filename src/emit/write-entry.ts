import type { FileChange } from "#files";
import { type Entry, layOutExpansion, printEntry } from "#format";
import { writeCacheFile } from "./write-cache-file.ts";

/** Lays out an entry whose expansion is on one line, and writes it like `writePlainEntry`. */
export function writeEntry(file: string, entry: Entry): FileChange {
  const { expansion, alone } = layOutExpansion(entry.expansion);
  return writePlainEntry(file, { ...entry, metadata: { ...entry.metadata, alone: alone === "" ? undefined : alone }, expansion });
}

/** Writes an entry with the expansion as it is, unless the file has it already. Throws SC0208 when it cannot be written. */
export function writePlainEntry(file: string, entry: Entry): FileChange {
  return writeCacheFile(file, printEntry(entry));
}
