import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeLockFile } from "../../src/files/lock-file.ts";

let directory: string;
let lock: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "silcrow-lock-"));
  lock = path.join(directory, "lock");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

// No process has this number: it is above the largest that Linux gives out.
const deadProcess = 4194305;

test("a lock has one owner at a time, and nothing is left of it", async () => {
  const release = await takeLockFile(lock);
  expect(release).toBeDefined();
  expect(await takeLockFile(lock)).toBeUndefined();
  await release?.();
  expect(readdirSync(directory)).toEqual([]);
});

test("of many that come upon a dead process's lock, one at a time takes it", async () => {
  writeFileSync(lock, `${deadProcess} ${hostname()} x\n`);
  let inside = 0;
  let most = 0;
  const visit = async (): Promise<void> => {
    for (;;) {
      const release = await takeLockFile(lock);
      if (release === undefined) continue;
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 1));
      inside -= 1;
      await release();
      return;
    }
  };
  await Promise.all(Array.from({ length: 12 }, visit));
  expect(most).toBe(1);
  expect(readdirSync(directory)).toEqual([]);
});

test("who lost the lock does not remove that of the next", async () => {
  const release = await takeLockFile(lock);
  writeFileSync(lock, `${process.pid} ${hostname()} of-another\n`);
  await release?.();
  expect(readFileSync(lock, "utf8")).toContain("of-another");
});

test("age counts only where it is asked for, and an empty file gets time to be filled", async () => {
  const old = new Date(Date.now() - 60_000);
  writeFileSync(lock, `${process.pid} another-machine x\n`);
  utimesSync(lock, old, old);
  expect([await takeLockFile(lock), await takeLockFile(lock)]).toEqual([undefined, undefined]);
  expect([await takeLockFile(lock, { oldest: 1000 }), typeof (await takeLockFile(lock, { oldest: 1000 }))]).toEqual([undefined, "function"]);
  writeFileSync(lock, "");
  expect([await takeLockFile(lock), await takeLockFile(lock)]).toEqual([undefined, undefined]);
  utimesSync(lock, old, old);
  expect([await takeLockFile(lock), typeof (await takeLockFile(lock))]).toEqual([undefined, "function"]);
});
