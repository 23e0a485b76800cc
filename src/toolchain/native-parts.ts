import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { buildOnce } from "./build-once.ts";
import { runProgram } from "./run-program.ts";
import { rustDirectory } from "./rust-sources.ts";
import type { NativeParts, NativeToolchain, Progress } from "./types.ts";
import { userCacheDirectory } from "./user-cache.ts";

/**
 * Compiles the wrapper, the shim's library and the small programs with the user's rustc, once per
 * toolchain and version of silcrow, into the user's cache. Throws SC0107 when they do not compile.
 */
export async function prepareNative(
  toolchain: NativeToolchain,
  progress: Progress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<NativeParts> {
  const directory = path.join(userCacheDirectory(env), "native", toolchain.id);
  await buildOnce(
    directory,
    async (temporary) => {
      progress.step("compiling silcrow's Rust parts (once per toolchain)");
      const compiled = await Promise.allSettled(nativeCompilations(temporary).map((args) => compileOwnCrate(toolchain.rustc, args, env)));
      // Only when all have ended can the folder be removed.
      for (const result of compiled) if (result.status === "rejected") throw result.reason;
    },
    () => progress.step("waiting for another silcrow that compiles its Rust parts"),
  );
  return nativePartsIn(directory);
}

/** Where the parts are in their folder of the user's cache. */
export function nativePartsIn(directory: string): NativeParts {
  return {
    wrapper: path.join(directory, "silcrow-wrapper"),
    shimLibrary: path.join(directory, "libsilcrow_shim.rlib"),
    noop: path.join(directory, "silcrow-noop"),
    confine: path.join(directory, "silcrow-confine"),
    recorder: path.join(directory, "silcrow-recorder"),
  };
}

/** Argument lists of the compilations, with results in `directory`. */
function nativeCompilations(directory: string): string[][] {
  const parts = nativePartsIn(directory);
  const program = ["--crate-type", "bin", "-C", "debuginfo=0", "-C", "strip=symbols"];
  return [
    [path.join(rustDirectory, "wrapper", "main.rs"), "--crate-name", "silcrow_wrapper", ...program, "-C", "opt-level=2", "-o", parts.wrapper],
    ...(["noop", "confine", "recorder"] as const).map((name) => {
      const file = path.join(rustDirectory, `${name}.rs`);
      return [file, "--crate-name", `silcrow_${name}`, ...program, "-C", "opt-level=s", "-C", "panic=abort", "-o", parts[name]];
    }),
    shimCompilation(parts.shimLibrary),
  ];
}

/** Arguments that compile the shim's library, for the user's rustc and for the sandbox's. */
export function shimCompilation(library: string): string[] {
  return [
    path.join(rustDirectory, "shim", "lib.rs"),
    "--crate-name",
    "silcrow_shim",
    "--crate-type",
    "rlib",
    "-C",
    "opt-level=3",
    "-C",
    "debuginfo=0",
    "-C",
    "panic=unwind",
    "-o",
    library,
  ];
}

/** Compiles one of silcrow's own crates (edition 2021). Throws SC0107 with the compiler's messages. */
export async function compileOwnCrate(rustc: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const all = ["--edition", "2021", "--cap-lints", "allow", ...args];
  const { status, stderr, failure } = await runProgram(rustc, all, { env });
  if (status === 0) return;
  throw new SilcrowError("SC0107", `silcrow's own Rust crate does not compile with ${rustc}`, {
    notes: [[rustc, ...all].join(" "), (failure ?? stderr).trim()],
  });
}
