import { mkdir, readdir, rm, stat, symlink, readlink } from "node:fs/promises";
import path from "node:path";
import { writeIfChanged } from "#files";
import { h12, sha256 } from "#format";
import { generateShim, type ShimSource } from "./generate-shim.ts";

/** silcrow's own folder in one of its target directories: plans, shims, records. */
export function stateDirectory(silcrowTarget: string): string {
  return path.join(silcrowTarget, ".silcrow");
}

export function unitsDirectory(silcrowTarget: string): string {
  return path.join(stateDirectory(silcrowTarget), "units");
}

/**
 * Where cargo keeps what it asked rustc about for its unit graph: with the user, so that a build from nothing does not
 * ask again. Another rustc is another folder, for cargo keeps the notes of one.
 */
export function graphDirectory(userCache: string, toolchainId: string): string {
  return path.join(userCache, "graph", toolchainId);
}

/**
 * Writes a plan under a name made from its content, so that two builds of one project that run at
 * the same time do not disturb each other. Returns its path. Plans that are a week old are removed.
 */
export async function writePlan(silcrowTarget: string, text: string): Promise<string> {
  const directory = path.join(stateDirectory(silcrowTarget), "plans");
  const file = path.join(directory, `${h12(sha256(text))}.plan`);
  writeIfChanged(file, text);
  const limit = Date.now() - 7 * 24 * 60 * 60 * 1000;
  for (const name of await readdir(directory)) {
    const old = path.join(directory, name);
    if (old !== file && ((await stat(old).catch(() => undefined))?.mtimeMs ?? limit) < limit) await rm(old, { force: true });
  }
  return file;
}

/** Writes the files of a shim; the path of its root, and a hash of them all. `identity` tells apart what has the same crate name. */
export async function writeShim(
  silcrowTarget: string,
  source: ShimSource,
  identity: readonly string[],
): Promise<{ root: string; files: string[]; hash: string }> {
  const files = generateShim(source);
  const folder = path.join(stateDirectory(silcrowTarget), "shims", `${source.crateName}-${h12(sha256(identity.join("\0")))}`);
  for (const { name, text } of files) writeIfChanged(path.join(folder, name), text);
  const paths = files.map(({ name }) => path.join(folder, name));
  return { root: path.join(folder, files[0].name), files: paths, hash: h12(sha256(files.flatMap(({ name, text }) => [name, text]).join("\0"))) };
}

/** The wrapper under the name by which it knows that it stands in for rustdoc. */
export async function rustdocStandIn(silcrowTarget: string, wrapper: string): Promise<string> {
  const directory = stateDirectory(silcrowTarget);
  const link = path.join(directory, "silcrow-rustdoc");
  await mkdir(directory, { recursive: true });
  if ((await readlink(link).catch(() => undefined)) !== wrapper) {
    await rm(link, { force: true });
    await symlink(wrapper, link);
  }
  return link;
}
