import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SilcrowError } from "#diagnostics";
import { takeLockFile } from "#files";

export interface LockOptions {
  /** Milliseconds to wait for another emit. */
  readonly patience: number;
  /** Called once when there is another to wait for. */
  readonly onWait: () => void;
}

/**
 * Holds a lock file while `work` runs, so that only one emit of a project runs at a time. The lock of a
 * process that is gone is taken over; one that is held for longer than the patience is SC0403.
 */
export async function withEmitLock<T>(path: string, { patience, onWait }: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const until = Date.now() + patience;
  let waited = false;
  let release = await takeLockFile(path);
  while (release === undefined) {
    if (Date.now() >= until) {
      throw new SilcrowError("SC0403", "another emit is running in this project", { notes: [`the lock file is ${path}`] });
    }
    if (!waited) onWait();
    waited = true;
    await sleep(100);
    release = await takeLockFile(path);
  }
  try {
    return await work();
  } finally {
    await release();
  }
}
