import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { removeStaleSockets } from "../../src/emit/remove-stale-sockets.ts";

test("folders of sockets that nobody listens on go, and no others", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "silcrow-sockets-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const at = (...parts: string[]) => path.join(directory, ...parts);
  for (const name of ["slc-live", "slc-dead", "slc-young", "slc-empty", "slc-file", "other"]) mkdirSync(at(name));
  writeFileSync(at("slc-file", "s"), "");
  const live = createServer().listen(at("slc-live", "s"));
  onTestFinished(() => void live.close());
  await new Promise((resolve) => live.once("listening", resolve));
  for (const name of ["slc-dead", "slc-young", "other"]) {
    // A process that is killed leaves its socket.
    const listen = `require("node:net").createServer().listen(${JSON.stringify(at(name, "s"))}, () => process.kill(process.pid, "SIGKILL"))`;
    expect(spawnSync(process.execPath, ["-e", listen]).signal).toBe("SIGKILL");
  }
  const old = new Date(Date.now() - 3_600_000);
  for (const name of ["slc-live", "slc-dead", "slc-empty", "slc-file", "other"]) utimesSync(at(name), old, old);
  await removeStaleSockets(directory, "slc-");
  expect(readdirSync(directory).sort()).toEqual(["other", "slc-empty", "slc-file", "slc-live", "slc-young"]);
});
