import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { type Entry, layOutExpansion, printEntry } from "#format";
import type { EntryChange } from "./entry-writer.ts";

/** Lays out an entry whose expansion is on one line, and writes it like `writePlainEntry`. */
export function writeEntry(file: string, entry: Entry): EntryChange {
  const { expansion, alone } = layOutExpansion(entry.expansion);
  return writePlainEntry(file, { ...entry, metadata: { ...entry.metadata, alone: alone === "" ? undefined : alone }, expansion });
}

/**
 * Puts an entry in place in one step, through a temporary file beside it. A file that has the text already is not
 * touched. Throws SC0208 when it cannot be written.
 */
export function writePlainEntry(file: string, entry: Entry): EntryChange {
  const text = printEntry(entry);
  try {
    const before = readIfThere(file);
    if (before === text) return "same";
    mkdirSync(path.dirname(file), { recursive: true });
    replaceFile(file, text);
    return before === undefined ? "new" : "changed";
  } catch (error) {
    throw new SilcrowError("SC0208", `cannot write ${file}`, { notes: [error instanceof Error ? error.message : String(error)], cause: error });
  }
}

/** Not by the library that writes other files: what it does at once takes a write that a full disk cut short for whole. */
function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${process.pid}`;
  try {
    // Not through a link that lies there.
    rmSync(temporary, { force: true });
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw error;
  }
}
