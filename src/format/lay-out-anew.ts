import { type Entry, parseEntry, printEntry } from "./entry.ts";
import { printFaithfully } from "./lay-out-expansion.ts";
import { readExpansion } from "./read-expansion.ts";

/**
 * Version of the layout, which macros.json records. Raised with every change of what the layout prints, so that
 * `silcrow emit` brings entries up to date from their own tokens; docs/format.md lists the versions.
 */
export const layoutVersion = 2;

/**
 * The text of an entry with its expansion laid out as it would be now, and all else as it was. Undefined for a text
 * that is no valid entry, or that has something in it that would be lost: nobody's edit is given a right checksum.
 */
export function layOutAnew(text: string): string | undefined {
  const parsed = parseEntry(text);
  if (parsed.kind !== "entry" || printEntry(parsed.entry) !== text) return undefined;
  const read = readExpansion(parsed.entry);
  if (!read.ok) return undefined;
  const { expansion, alone } = printFaithfully(read.trees);
  const { alone: _, ...metadata } = parsed.entry.metadata;
  const entry: Entry = { ...parsed.entry, metadata: alone === "" ? metadata : { ...metadata, alone }, expansion };
  return printEntry(entry);
}
