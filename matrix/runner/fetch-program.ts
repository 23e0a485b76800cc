import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { Program, PublishedPackage } from "./definitions.ts";
import { matrixFolder } from "./places.ts";
import { runProcess } from "./run-process.ts";

/**
 * Puts the sources of a published program into a folder, by way of cargo's own registry client, and fetches what
 * its lock file names. What is in `target` of the folder stays, so that builds go on where they were. Throws when a
 * package is not the pinned one.
 */
export async function fetchProgram(program: Program, folder: string, limit: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(folder)) if (entry !== "target") await rm(path.join(folder, entry), { recursive: true });
  if (program.members === undefined) {
    await unpack(program, folder, limit);
  } else {
    for (const member of [program, ...program.members]) await unpack(member, path.join(folder, member.name), limit);
    await cp(path.join(matrixFolder, "workspaces", program.name), folder, { recursive: true });
  }
  if (program.configuration !== undefined) await writeFile(path.join(folder, "silcrow.config.json"), `${JSON.stringify(program.configuration, undefined, 2)}\n`);
  const fetched = await runProcess("cargo", ["fetch", "--locked"], { cwd: folder, limit });
  if (fetched.exitCode !== 0) throw new Error(`cargo cannot fetch what ${program.name} needs\n${fetched.stderr}`);
}

async function unpack({ name, version, checksum }: PublishedPackage, folder: string, limit: number): Promise<void> {
  const home = process.env["CARGO_HOME"] ?? path.join(homedir(), ".cargo");
  const file = `${name}-${version}`;
  let archive = await findIn(path.join(home, "registry/cache"), `${file}.crate`);
  let sources = await findIn(path.join(home, "registry/src"), file);
  if (archive === undefined || sources === undefined) {
    const asked = await runProcess("cargo", ["info", `${name}@${version}`], { cwd: homedir(), limit });
    archive = await findIn(path.join(home, "registry/cache"), `${file}.crate`);
    sources = await findIn(path.join(home, "registry/src"), file);
    if (archive === undefined || sources === undefined) throw new Error(`cargo cannot get ${file}\n${asked.stderr}`);
  }
  const found = createHash("sha256").update(await readFile(archive)).digest("hex");
  if (found !== checksum) throw new Error(`${file} has the checksum ${found}, not the pinned ${checksum}`);
  // Times are kept, so that cargo builds again only what has changed.
  await cp(sources, folder, { recursive: true, preserveTimestamps: true });
  await rm(path.join(folder, ".cargo-ok"), { force: true });
}

/** A file or folder of this name in any of the registries' folders. */
async function findIn(folder: string, name: string): Promise<string | undefined> {
  for (const registry of await readdir(folder).catch(() => [])) {
    const names = await readdir(path.join(folder, registry)).catch(() => [] as string[]);
    if (names.includes(name)) return path.join(folder, registry, name);
  }
  return undefined;
}
