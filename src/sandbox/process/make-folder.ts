import { mkdir, mkdtemp } from "node:fs/promises";
import path from "node:path";
import type { ProcessSandbox } from "../types.ts";

/** A new folder for the processes of one pool. */
export async function makeFolder({ folder }: ProcessSandbox): Promise<string> {
  await mkdir(folder, { recursive: true });
  return await mkdtemp(path.join(folder, "run-"));
}
