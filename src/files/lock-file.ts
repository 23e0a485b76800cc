import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";

export interface LockFileOptions {
  /** Milliseconds after which a lock counts as abandoned, whatever it says; without it age alone is no reason. */
  readonly oldest?: number;
}

/** A file that was just made and not filled yet is no abandoned lock; its owner has this long (milliseconds). */
const patienceWithEmpty = 5000;

/**
 * Tries once to take a lock: a file with the owner's process and machine. Creating it exclusively is atomic.
 * A lock whose process is gone from this machine is put away, so that the next attempt can succeed.
 * Returns what lets go of the lock, undefined when another has it; throws what the file system throws.
 */
export async function takeLockFile(path: string, { oldest }: LockFileOptions = {}): Promise<(() => Promise<void>) | undefined> {
  const owner = `${process.pid} ${hostname()} ${randomBytes(8).toString("hex")}\n`;
  try {
    await writeFile(path, owner, { flag: "wx" });
    // Only the owner's: somebody may have taken this lock for abandoned, and have one now.
    return async () => {
      if ((await contentOf(path)) === owner) await rm(path, { force: true });
    };
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
  }
  const abandoned = await abandonedContent(path, oldest);
  if (abandoned !== undefined) await putAway(path, abandoned);
  return undefined;
}

/** What an abandoned lock says, undefined when it has an owner or is gone. */
async function abandonedContent(path: string, oldest = Infinity): Promise<string | undefined> {
  try {
    const content = await readFile(path, "utf8");
    const age = Date.now() - (await stat(path)).mtimeMs;
    if (age > oldest) return content;
    const [pid = "", host] = content.trim().split(" ");
    const abandoned = pid === "" ? age > patienceWithEmpty : host === hostname() && !isAlive(Number(pid));
    return abandoned ? content : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes an abandoned lock. Another process may have done so since, and hold a lock of its own under the
 * name: what is moved aside is looked at again, and a living lock is put back.
 */
async function putAway(path: string, abandoned: string): Promise<void> {
  const aside = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await contentOf(aside)) !== abandoned) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function contentOf(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch(() => undefined);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, "EPERM");
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
