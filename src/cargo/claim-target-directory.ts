import { createHmac, randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { forgetFailedProbes } from "./forget-failed-probes.ts";
import { stateDirectory } from "./plan-files.ts";

/**
 * Starts anew unless the target directory is one that silcrow made itself, for this user and in this place.
 * What came with a project (compiled modules, stand-ins, notes of what is fresh) could answer for its macros or
 * be loaded by rustc, and records of a directory that was moved speak of another project. The mark is made with
 * a secret in the user's cache, so nobody can commit it. In one of its own, cargo asks again what failed before.
 */
export async function claimTargetDirectory(silcrowTarget: string, userCache: string): Promise<void> {
  const mark = path.join(stateDirectory(silcrowTarget), "made-here");
  const expected = createHmac("sha256", await userSecret(userCache)).update(silcrowTarget).digest("hex");
  const found = await readFile(mark, "utf8").catch(() => undefined);
  if (found === expected) {
    forgetFailedProbes(silcrowTarget);
    return;
  }
  await rm(silcrowTarget, { recursive: true, force: true });
  await mkdir(path.dirname(mark), { recursive: true });
  await writeFile(mark, expected, { mode: 0o600 });
}

/** Made once, by whoever comes first. */
async function userSecret(userCache: string): Promise<string> {
  const file = path.join(userCache, "secret");
  const known = await readFile(file, "utf8").catch(() => undefined);
  if (known?.length === 64) return known;
  const secret = randomBytes(32).toString("hex");
  try {
    await mkdir(userCache, { recursive: true });
    await writeFile(file, secret, { mode: 0o600, flag: known === undefined ? "wx" : "w" });
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return await readFile(file, "utf8");
    throw new SilcrowError("SC0108", `cannot write ${file}`, { cause: error });
  }
}
