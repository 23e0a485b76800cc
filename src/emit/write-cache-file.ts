import { SilcrowError } from "#diagnostics";
import { type FileChange, writeIfChanged } from "#files";

/** Writes a file of the macro cache, unless it has the text already. Throws SC0208 when it cannot be written. */
export function writeCacheFile(file: string, text: string): FileChange {
  try {
    return writeIfChanged(file, text);
  } catch (error) {
    throw new SilcrowError("SC0208", `cannot write ${file}`, { notes: [error instanceof Error ? error.message : String(error)], cause: error });
  }
}
