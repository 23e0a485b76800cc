import { readFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { SilcrowError } from "#diagnostics";
import writeFileAtomic from "write-file-atomic";

/** Text of a file, undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw error;
  }
}

/**
 * Puts a text in place in one step, through a temporary file beside it. A file that has the text already is
 * not touched. Answers whether it was new, changed or the same; throws SC0208 when it cannot be written.
 */
export async function writeIfChanged(path: string, text: string): Promise<"new" | "changed" | "same"> {
  const before = await readIfThere(path);
  if (before === text) return "same";
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, text, { encoding: "utf8", fsync: false });
  } catch (error) {
    throw new SilcrowError("SC0208", `cannot write ${path}`, {
      notes: [error instanceof Error ? error.message : String(error)],
      cause: error,
    });
  }
  return before === undefined ? "new" : "changed";
}
