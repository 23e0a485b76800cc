import { constants } from "node:fs";
import { access, copyFile, mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { SilcrowError } from "#diagnostics";
import { sha256 } from "#format";

export interface ModuleIdentity {
  /** Crate part of `macro_item`. */
  readonly item: string;
  /** Covers package, sources and features of the macro and of all that it is built from. */
  readonly macroHash: string;
  /** Names the sandbox's compiler, guest and options. */
  readonly sandboxId: string;
  /** Output of the native `rustc -vV`: build scripts look at it, and modules carry what they found. */
  readonly rustcVersion: string;
  /** `.wasm`, or `.so` for a library of this machine. */
  readonly extension: string;
  /** Whatever else the compilation depends on, such as flags that the user sets. */
  readonly settings: readonly string[];
}

/** Compiled macro modules in the user's cache. They can be made again at any time. */
export class ModuleCache {
  private readonly directory: string;

  constructor(userCacheDirectory: string) {
    this.directory = join(userCacheDirectory, "modules");
  }

  /** Path of a module that is there, undefined when it must be compiled. */
  async find(identity: ModuleIdentity): Promise<string | undefined> {
    const path = this.pathOf(identity);
    try {
      await access(path, constants.R_OK);
    } catch {
      return undefined;
    }
    // Says to removeOld that this one is in use.
    const now = new Date();
    await utimes(path, now, now).catch(() => {});
    return path;
  }

  /** Takes over a module that was just compiled; the copy appears in one step. Throws SC0108. */
  async add(identity: ModuleIdentity, built: string): Promise<string> {
    const path = this.pathOf(identity);
    const temporary = `${path}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await copyFile(built, temporary, constants.COPYFILE_FICLONE);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw new SilcrowError("SC0108", `cannot write ${path}`, {
        notes: [error instanceof Error ? error.message : String(error)],
        cause: error,
      });
    }
    await this.removeOld();
    return path;
  }

  /** Removes what nobody has asked for in three months: other versions of macros, other compilers. */
  private async removeOld(): Promise<void> {
    const limit = Date.now() - 90 * 24 * 60 * 60 * 1000;
    for (const name of await readdir(this.directory)) {
      const path = join(this.directory, name);
      const modified = await stat(path).then(
        (stats) => stats.mtimeMs,
        () => limit,
      );
      if (modified < limit) await rm(path, { force: true });
    }
  }

  private pathOf({ item, macroHash, sandboxId, rustcVersion, extension, settings }: ModuleIdentity): string {
    const key = sha256("silcrow-module-1\0", [item, macroHash, sandboxId, rustcVersion, ...settings].join("\0"));
    return join(this.directory, `${key.slice("sha256:".length)}${extension}`);
  }
}
