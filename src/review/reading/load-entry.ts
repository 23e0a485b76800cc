import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { type Entry, parseEntry } from "#format/entry";
import type { EntryFile } from "./entry-files.ts";

/** An entry as far as it can be read; whatever is wrong with it is said and not thrown. */
export interface LoadedEntry {
  readonly file: EntryFile;
  readonly status: EntryStatus;
  /** Why it is not `valid`; undefined if it is. */
  readonly problem: string | undefined;
  /** Undefined for `damaged`, `newer` and `unreadable`, and where `cut` begins before the expansion. */
  readonly entry: Entry | undefined;
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes at the end of the file that were not read, since it is too large. */
  readonly cut: number;
  /** The start of the file where it cannot be parsed, for showing it; empty otherwise. */
  readonly start: string;
}

export type EntryStatus = "valid" | "edited" | "damaged" | "newer" | "too-large" | "unreadable";

/** Larger files are cut: nobody reads them to the end, and a hostile one must not take the memory. Bytes. */
export const largestFile = 4 * 1024 * 1024;
const headOfLarge = 256 * 1024;
const shownOfUnparsed = 4096;

/**
 * Reads an entry. With `mention`, one whose bytes do not have that text is passed over, which takes far less time
 * than to parse it.
 */
export function loadEntry(cacheDirectory: string, file: EntryFile): LoadedEntry;
export function loadEntry(cacheDirectory: string, file: EntryFile, mention: string | undefined): LoadedEntry | undefined;
export function loadEntry(cacheDirectory: string, file: EntryFile, mention?: string): LoadedEntry | undefined {
  try {
    const { bytes, size } = readStart(path.join(cacheDirectory, file.path));
    if (mention !== undefined && !bytes.includes(mention)) return undefined;
    return interpretEntry(file, bytes, size);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === "ELOOP" ? "it is a link, which is not followed" : `it cannot be read: ${message}`;
    return { file, status: "unreadable", problem, entry: undefined, size: 0, cut: 0, start: "" };
  }
}

/** What the bytes of an entry are. With fewer than `size` of them it is one that was cut. */
export function interpretEntry(file: EntryFile, bytes: Uint8Array, size: number): LoadedEntry {
  const isCut = bytes.length < size || size > largestFile;
  const kept = isCut ? wholeLines(bytes.subarray(0, headOfLarge)) : bytes;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(kept);
  const base = { file, size, cut: size - kept.length, start: "" };
  const unparsed = { entry: undefined, start: text.slice(0, shownOfUnparsed) };
  if (isCut) {
    const parsed = parseEntry(text);
    const entry = parsed.kind === "edited" || parsed.kind === "entry" ? parsed.entry : undefined;
    return { ...base, status: "too-large", problem: `it has ${size} bytes, of which the first ${kept.length} were read`, ...(entry === undefined ? unparsed : { entry }) };
  }
  const parsed = parseEntry(text);
  switch (parsed.kind) {
    case "entry":
      return { ...base, status: "valid", problem: undefined, entry: parsed.entry };
    case "edited":
      return { ...base, status: "edited", problem: "it was edited: its checksum is another", entry: parsed.entry };
    case "newer":
      return { ...base, status: "newer", problem: `it was written by a newer silcrow (format ${parsed.version})`, ...unparsed };
    case "damaged":
      return { ...base, status: "damaged", problem: `it is damaged: line ${parsed.line}: ${parsed.problem}`, ...unparsed };
  }
}

/** The bytes of a file, or only its head where it is too large. */
function readStart(file: string): { readonly bytes: Buffer; readonly size: number } {
  // A pipe must not hold the program up, and a link must not lead out of the cache.
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new Error("it is no file");
    const { size } = status;
    const bytes = Buffer.allocUnsafe(size > largestFile ? headOfLarge : size);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return { bytes: bytes.subarray(0, length), size: Math.max(size > largestFile ? size : length, length) };
  } finally {
    closeSync(descriptor);
  }
}

function wholeLines(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
}
