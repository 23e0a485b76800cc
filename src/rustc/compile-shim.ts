import { access, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateShim, type ShimSource } from "#cargo";
import { SilcrowError } from "#diagnostics";
import { sha256 } from "#format";
import { type NativeParts, type NativeToolchain, userCacheDirectory } from "#toolchain";
import { runQuietly } from "./run-quietly.ts";

export interface ShimToCompile extends ShimSource {
  readonly edition: string;
}

/**
 * Compiles a macro crate's stand-in, once for each toolchain and content, into the user's cache; answers the
 * library's path. The folder is named for the content, so that what a crate's metadata says about its macros
 * does not depend on when and where the stand-in was made. Throws SC0107.
 */
export async function compileShim(shim: ShimToCompile, toolchain: NativeToolchain, parts: NativeParts, env: NodeJS.ProcessEnv): Promise<string> {
  const files = generateShim(shim);
  const key = sha256(...files.map(({ text }) => `${text}\0`), shim.edition, "\0", toolchain.id).slice("sha256:".length, "sha256:".length + 32);
  const shims = join(userCacheDirectory(env), "shims");
  const directory = join(shims, key);
  const library = join(directory, libraryName(shim.crateName));
  if (await exists(library)) return library;
  await mkdir(shims, { recursive: true }).catch((cause: unknown) => {
    throw new SilcrowError("SC0108", `cannot write ${shims}`, { cause });
  });
  const temporary = await mkdtemp(join(shims, ".new-"));
  try {
    for (const { name, text } of files) await writeFile(join(temporary, name), text);
    const args = ["lib.rs", "--crate-name", shim.crateName, "--crate-type", "proc-macro", "--edition", shim.edition];
    args.push("--cap-lints", "allow", "-C", "debuginfo=0", "-C", `metadata=silcrow-${key}`);
    args.push("--extern", `silcrow_shim=${parts.shimLibrary}`, "--extern", "proc_macro", "-o", libraryName(shim.crateName));
    const { status, output } = await runQuietly(toolchain.rustc, args, { cwd: temporary, env });
    if (status !== 0) throw new SilcrowError("SC0107", `the stand-in of the macro crate ${shim.crateName} does not compile`, { notes: [output.trim()] });
    await rename(temporary, directory).catch(async (error: unknown) => {
      // Another process was faster; its result is the same.
      if (!(await exists(library))) throw error;
    });
    return library;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function libraryName(crateName: string): string {
  if (process.platform === "win32") return `${crateName}.dll`;
  return `lib${crateName}.${process.platform === "darwin" ? "dylib" : "so"}`;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
