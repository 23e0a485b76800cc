import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { matrixFolder } from "./places.ts";

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the package file, in hex. */
  readonly checksum: string;
}

/** A published package that is built as it was released, with its own lock file. */
export interface Program extends PublishedPackage {
  /**
   * More packages of the same project. All of them are built as one workspace, each in a folder of its name, with
   * the manifest and the lock file in `matrix/workspaces/<name of the program>`.
   */
  readonly members?: readonly (PublishedPackage & { readonly tested?: boolean })[];
  /** Why it is here. */
  readonly what: string;
  /** What its macros are granted: the text of silcrow.config.json, which published packages do not have. */
  readonly configuration?: object;
  /** Arguments of all cargo commands, such as features. */
  readonly cargoArgs?: readonly string[];
  /** Which targets are expanded and compared. */
  readonly targets: readonly string[];
  /** Which are tested; those of `targets` without it. */
  readonly testArgs?: readonly string[];
  /** Arguments of its test programs. */
  readonly harnessArgs?: readonly string[];
  /** Variables that its tests find in their environment. */
  readonly testEnvironment?: Readonly<Record<string, string>>;
  /** Its tests that do not pass in an ordinary build of the published package, with the reason. */
  readonly skipped?: Readonly<Record<string, string>>;
}

/** A project that does not pass, why, and what it would take. */
export interface Limit {
  readonly reason: string;
  readonly takes: string;
}

export async function crateNames(): Promise<string[]> {
  return (await readdir(path.join(matrixFolder, "crates"))).sort();
}

export async function programs(): Promise<readonly Program[]> {
  return JSON.parse(await readFile(path.join(matrixFolder, "programs.json"), "utf8")) as Program[];
}

/** By name. */
export async function limits(): Promise<Readonly<Record<string, Limit>>> {
  return JSON.parse(await readFile(path.join(matrixFolder, "limits.json"), "utf8")) as Record<string, Limit>;
}
