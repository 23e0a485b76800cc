import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimTargetDirectory } from "#cargo";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "silcrow-claim-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function survives(target: string, userCache: string): Promise<boolean> {
  await writeFile(path.join(target, "made.so"), "");
  await claimTargetDirectory(target, userCache);
  return (await readdir(target)).includes("made.so");
}

test("a directory that silcrow made stays", async () => {
  const [target, cache] = [path.join(folder, "t"), path.join(folder, "cache")];
  await claimTargetDirectory(target, cache);
  expect(await survives(target, cache)).toBe(true);
  await Promise.all([claimTargetDirectory(target, cache), claimTargetDirectory(target, cache)]);
  expect(await survives(target, cache)).toBe(true);
});

test("in one of its own, cargo's notes of a rustc that failed go, and others stay", async () => {
  const [target, cache] = [path.join(folder, "t"), path.join(folder, "cache")];
  await claimTargetDirectory(target, cache);
  const stays = async (notes: string): Promise<boolean> => {
    await writeFile(path.join(target, ".rustc_info.json"), notes);
    return (await survives(target, cache)) && (await readdir(target)).includes(".rustc_info.json");
  };
  const output = (success: boolean) => ({ success, status: "", code: success ? 0 : 1, stdout: "", stderr: "" });
  expect(await stays(JSON.stringify({ rustc_fingerprint: 1, outputs: { 1: output(true), 2: output(true) }, successes: {} }))).toBe(true);
  expect(await stays(JSON.stringify({ rustc_fingerprint: 1, outputs: { 1: output(true), 2: output(false) }, successes: {} }))).toBe(false);
  expect(await stays("{")).toBe(false);
});

test("one that came with a project, from another user or from another place starts anew", async () => {
  const [target, cache] = [path.join(folder, "t"), path.join(folder, "cache")];
  await mkdir(path.join(target, ".silcrow"), { recursive: true });
  await writeFile(path.join(target, ".silcrow", "made-here"), "0".repeat(64));
  expect(await survives(target, cache)).toBe(false);
  expect(await survives(target, path.join(folder, "other-cache"))).toBe(false);
  await claimTargetDirectory(target, cache);
  const moved = path.join(folder, "moved");
  await cp(target, moved, { recursive: true });
  expect(await survives(moved, cache)).toBe(false);
});
