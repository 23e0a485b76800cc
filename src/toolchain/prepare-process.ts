import { mkdir, readdir, symlink } from "node:fs/promises";
import path from "node:path";
import { buildOnce } from "./build-once.ts";
import { compileOwnCrate } from "./native-parts.ts";
import type { OptLevel } from "./prepare-sandbox.ts";
import { hashOf, rustDirectory, rustSources } from "./rust-sources.ts";
import type { NativeParts, NativeToolchain, Progress, SandboxToolchain } from "./types.ts";
import { userCacheDirectory } from "./user-cache.ts";

/** A toolchain for macro crates that run as a process. */
export interface ProcessToolchain extends SandboxToolchain {
  /** Path of the program that loads a macro crate in its sandbox. */
  readonly program: string;
}

export interface ProcessOptions {
  readonly parts: NativeParts;
  readonly env: NodeJS.ProcessEnv;
  readonly optLevel?: OptLevel | undefined;
}

/** Bumped when this file builds differently from the same inputs. */
const recipe = "process 1";

/**
 * Makes the user's own compiler ready for macro crates that run as a process: our `proc_macro` for it, a sysroot that
 * does not have the compiler's, and the program that loads them; once, in the user's cache. Throws SC0107, SC0108.
 */
export async function prepareProcess(native: NativeToolchain, progress: Progress, { parts, env, optLevel = "0" }: ProcessOptions): Promise<ProcessToolchain> {
  const sources = rustSources(["guest", "process.rs", "wire"]);
  const id = hashOf([recipe, native.version, native.sysroot, ...guestFlags, ...sources]).slice(0, 16);
  const directory = path.join(userCacheDirectory(env), "sandbox", `process-${id}`);
  await buildOnce(
    directory,
    async (temporary) => {
      progress.step("compiling the proc_macro of the sandbox for processes (once per compiler)");
      await linkSysroot(native, path.join(temporary, "sysroot"));
      const guest = [path.join(rustDirectory, "guest", "lib.rs"), "--crate-name", "proc_macro", "--crate-type", "rlib"];
      guest.push("--sysroot", path.join(temporary, "sysroot"), ...guestFlags, "-o", path.join(temporary, "libproc_macro.rlib"));
      const program = [path.join(rustDirectory, "process.rs"), "--crate-name", "silcrow_process", "--crate-type", "bin"];
      program.push("-C", "opt-level=s", "-C", "debuginfo=0", "-C", "strip=symbols", "-o", path.join(temporary, "silcrow-process"));
      await Promise.all([compileOwnCrate(native.rustc, guest, env), compileOwnCrate(native.rustc, program, env)]);
    },
    () => progress.step("waiting for another silcrow that compiles the proc_macro of the sandbox for processes"),
  );
  return {
    rustc: native.rustc,
    arguments: ["--sysroot", path.join(directory, "sysroot"), "-L", directory, ...macroFlags(optLevel)],
    linkArguments: ["-C", "strip=debuginfo"],
    environment: {},
    shimLibrary: parts.shimLibrary,
    id: hashOf([id, ...macroFlags(optLevel)]).slice(0, 16),
    description: `rustc for processes, opt-level ${optLevel}`,
    program: path.join(directory, "silcrow-process"),
  };
}

const guestFlags: readonly string[] = ["--cfg", "silcrow_process", "-C", "opt-level=3", "-C", "debuginfo=0", "-C", "codegen-units=1"];

/** The same whatever the profile, so that an expansion does not depend on that. */
function macroFlags(optLevel: OptLevel): string[] {
  const settings = [`opt-level=${optLevel}`, "debuginfo=0", "debug-assertions=off", "overflow-checks=off", "embed-bitcode=no", "prefer-dynamic=no"];
  return settings.flatMap((setting) => ["-C", setting]);
}

/** Links to the compiler's standard library and tools, all but its proc_macro: two of that name would be one too many. */
async function linkSysroot({ sysroot, host }: NativeToolchain, folder: string): Promise<void> {
  const place = path.join("lib", "rustlib", host);
  const libraries = path.join(folder, place, "lib");
  await mkdir(libraries, { recursive: true });
  const link = async (from: string, to: string, isWanted: (name: string) => boolean) => {
    const names = (await readdir(from)).filter(isWanted);
    await Promise.all(names.map((name) => symlink(path.join(from, name), path.join(to, name))));
  };
  await link(path.join(sysroot, place), path.join(folder, place), (name) => name !== "lib");
  await link(path.join(sysroot, place, "lib"), libraries, (name) => !name.startsWith("libproc_macro-"));
}
