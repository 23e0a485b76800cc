import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { stateDirectory } from "./plan-files.ts";
import { writeIfChanged } from "./write-if-changed.ts";

/**
 * Starts anew where one of silcrow's target directories was moved or copied, as a part of its project.
 * cargo itself takes what was built before a move for fresh; the records of which entries that used
 * name absolute paths, and would speak of another project.
 */
export async function claimTargetDirectory(silcrowTarget: string): Promise<void> {
  const owner = path.join(stateDirectory(silcrowTarget), "directory");
  const claimed = await readFile(owner, "utf8").catch(() => undefined);
  if (claimed === silcrowTarget) return;
  if (claimed !== undefined) await rm(silcrowTarget, { recursive: true, force: true });
  await writeIfChanged(owner, silcrowTarget);
}
