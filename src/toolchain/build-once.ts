import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SilcrowError } from "#diagnostics";
import { takeLockFile } from "#files";

/** A lock this old (milliseconds) belongs to a machine or process that is gone, whatever it says. */
const oldestLock = 60 * 60 * 1000;

/**
 * Makes a folder exactly once, also when several processes want it at the same time: `build` fills a
 * temporary folder beside it, which is then renamed. A folder that exists is complete by construction.
 * `onWait` is called once when another process is building already.
 * Throws SC0108 when the folder's parent cannot be written; what `build` throws goes through.
 */
export async function buildOnce(
  directory: string,
  build: (temporary: string) => Promise<void>,
  onWait: () => void = () => {},
): Promise<void> {
  if (await exists(directory)) return;
  const parent = path.dirname(directory);
  await writable(parent, () => mkdir(parent, { recursive: true }));
  const lock = `${directory}.lock`;
  let waited = false;
  const take = () => writable(parent, () => takeLockFile(lock, { oldest: oldestLock }));
  let release = await take();
  while (release === undefined) {
    if (!waited) onWait();
    waited = true;
    await sleep(200);
    if (await exists(directory)) return;
    release = await take();
  }
  try {
    if (await exists(directory)) return;
    const temporary = `${directory}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
    try {
      await writable(parent, () => mkdir(temporary));
      await build(temporary);
      await rename(temporary, directory).catch(async (error: unknown) => {
        // Another process may have taken the lock for abandoned, and finished first.
        if (!(await exists(directory))) throw cannotWrite(parent, error);
      });
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  } finally {
    await release();
  }
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

async function writable<T>(directory: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw cannotWrite(directory, error);
  }
}

function cannotWrite(directory: string, cause: unknown): SilcrowError {
  return new SilcrowError("SC0108", `cannot write ${directory}`, {
    notes: [cause instanceof Error ? cause.message : String(cause)],
    help: "make the folder writable, or name another one in the environment variable SILCROW_CACHE_HOME",
    cause,
  });
}
