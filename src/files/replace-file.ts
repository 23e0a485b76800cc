import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What writing a file did. */
export type FileChange = "new" | "changed" | "same";

/** Text of a file, undefined when there is none. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw error;
  }
}

/**
 * Puts a text in place in one step, through a temporary file beside it, and makes its folder. A link that lies there
 * is replaced, not followed. Throws what the file system throws; then the file is what it was. With `isFlushed` it is
 * on the disk when this returns, also if the power fails.
 */
export function replaceFile(file: string, text: string, { isFlushed = false }: { readonly isFlushed?: boolean } = {}): void {
  const temporary = `${file}.${process.pid}`;
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    rmSync(temporary, { force: true });
    // writeFileSync goes on after a write that was cut short, and so finds out that a disk is full.
    const descriptor = openSync(temporary, "wx");
    try {
      writeFileSync(descriptor, text);
      if (isFlushed) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Like `replaceFile`, but a file that has the text already is not touched: cargo rebuilds by modification times. */
export function writeIfChanged(file: string, text: string): FileChange {
  const before = readIfThere(file);
  if (before === text) return "same";
  replaceFile(file, text);
  return before === undefined ? "new" : "changed";
}
