import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { stateDirectory } from "#cargo";
import { h12, sha256 } from "#format";

/**
 * Starts anew unless the target directory is one that verify made itself, on this machine: compiled modules and
 * notes of what is fresh that came with the project could answer for its macros. A secret in the user's cache,
 * which nobody can commit, tells them apart.
 */
export async function ownTargetDirectory(targetDirectory: string, userCache: string): Promise<void> {
  const secrets = path.join(userCache, "verify");
  const known = path.join(secrets, h12(sha256(targetDirectory)));
  const mark = path.join(stateDirectory(targetDirectory), "made-by-verify");
  const [expected, found] = await Promise.all([known, mark].map((file) => readFile(file, "utf8").catch(() => undefined)));
  if (expected !== undefined && expected !== "" && expected === found) return;
  await rm(targetDirectory, { recursive: true, force: true });
  const secret = randomBytes(32).toString("hex");
  await mkdir(secrets, { recursive: true });
  await writeFile(known, secret, { mode: 0o600 });
  await mkdir(path.dirname(mark), { recursive: true });
  await writeFile(mark, secret, { mode: 0o600 });
  await removeOld(secrets);
}

/** Of projects that nobody has verified anew in three months; at worst they start from nothing once more. */
async function removeOld(secrets: string): Promise<void> {
  const limit = Date.now() - 90 * 24 * 60 * 60 * 1000;
  for (const name of await readdir(secrets)) {
    const file = path.join(secrets, name);
    const modified = await stat(file).then(
      (stats) => stats.mtimeMs,
      () => limit,
    );
    if (modified < limit) await rm(file, { force: true });
  }
}
