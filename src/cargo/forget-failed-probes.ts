import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { isRecord } from "#format/reading";

/**
 * cargo keeps in a target directory what rustc, through the wrapper, answered when it was asked for its version and
 * properties: also that it failed, which would then go on until rustc or the wrapper is another file. Removes such
 * notes, so that cargo asks again.
 */
export function forgetFailedProbes(targetDirectory: string): void {
  const notes = path.join(targetDirectory, ".rustc_info.json");
  try {
    const outputs = (JSON.parse(readFileSync(notes, "utf8")) as { outputs?: unknown } | null)?.outputs;
    if (isRecord(outputs) && Object.values(outputs).every((output) => isRecord(output) && output["success"] === true)) return;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
  }
  try {
    rmSync(notes, { force: true });
  } catch {
    // Whoever cannot write there will not write an answer either; cargo says what it thinks of the folder.
  }
}
