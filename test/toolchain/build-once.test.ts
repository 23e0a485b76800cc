import { readdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { buildOnce } from "../../src/toolchain/build-once.ts";
import { temporaryFolder, write } from "./temporary-folder.ts";

test("of many who want a folder one builds it, and the others wait for it", async () => {
  const directory = path.join(await temporaryFolder(), "a", "b");
  let builds = 0;
  let waits = 0;
  const want = () =>
    buildOnce(
      directory,
      async (temporary) => {
        builds++;
        await sleep(50);
        await writeFile(path.join(temporary, "result"), "done");
      },
      () => waits++,
    );
  await Promise.all([want(), want(), want()]);
  await want();
  expect(builds).toBe(1);
  expect(waits).toBe(2);
  expect(await readFile(path.join(directory, "result"), "utf8")).toBe("done");
  expect(await readdir(path.dirname(directory))).toEqual(["b"]);
});

test("a failed build leaves nothing behind and can be tried again", async () => {
  const directory = path.join(await temporaryFolder(), "b");
  await expect(buildOnce(directory, async () => Promise.reject(new Error("no luck")))).rejects.toThrow("no luck");
  expect(await readdir(path.dirname(directory))).toEqual([]);
  await buildOnce(directory, async () => {});
  expect(await readdir(path.dirname(directory))).toEqual(["b"]);
});

test("the lock of a process that is gone does not stop anybody", async () => {
  const directory = path.join(await temporaryFolder(), "b");
  // Linux gives out no process number this high.
  await write(`${directory}.lock`, `4194305 ${os.hostname()}\n`);
  await buildOnce(directory, async () => {});
  expect(await readdir(path.dirname(directory))).toEqual(["b"]);
});

test("a cache that cannot be written is SC0108", async () => {
  const file = await write(path.join(await temporaryFolder(), "file"));
  await expect(buildOnce(path.join(file, "b"), async () => {})).rejects.toMatchObject({ code: "SC0108" });
});
