import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SilcrowError } from "#diagnostics";

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
  while (!(await takeLock(lock))) {
    if (!waited) onWait();
    waited = true;
    await sleep(200);
    if (await exists(directory)) return;
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
    await rm(lock, { force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

/** A lock is a file with the owner's process and machine; creating it exclusively is atomic. */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, `${process.pid} ${os.hostname()}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw cannotWrite(path.dirname(lock), error);
  }
  if (await isAbandoned(lock)) await rm(lock, { force: true });
  return false;
}

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    const age = Date.now() - (await stat(lock)).mtimeMs;
    const [pid, host] = (await readFile(lock, "utf8")).trim().split(" ");
    if (age > oldestLock) return true;
    // An empty file is a lock whose owner is between creating and writing it, or died there.
    if (!pid) return age > 5000;
    return host === os.hostname() && !isAlive(Number(pid));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, "EPERM");
  }
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

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
