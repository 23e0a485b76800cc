import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SilcrowError } from "#diagnostics";

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
  const owner = `${process.pid} ${hostname()} ${Date.now()}-${Math.random().toString(36).slice(2)}\n`;
  const until = Date.now() + patience;
  let waited = false;
  while (!(await take(path, owner))) {
    if (Date.now() >= until) {
      throw new SilcrowError("SC0403", "another emit is running in this project", { notes: [`the lock file is ${path}`] });
    }
    if (!waited) onWait();
    waited = true;
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    if ((await readFile(path, "utf8").catch(() => "")) === owner) await rm(path, { force: true });
  }
}

async function take(path: string, owner: string): Promise<boolean> {
  try {
    await writeFile(path, owner, { flag: "wx" });
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  if (await isAbandoned(path)) await rm(path, { force: true });
  return false;
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const [pid = "", host = ""] = (await readFile(path, "utf8")).trim().split(" ");
    // An empty file: its owner is between making and filling it, or died there.
    if (pid === "") return Date.now() - (await stat(path)).mtimeMs > 2000;
    return host === hostname() && !isAlive(Number(pid));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
