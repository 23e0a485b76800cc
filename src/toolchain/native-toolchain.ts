import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { findProgram, isProgram } from "./find-program.ts";
import { runProgram } from "./run-program.ts";
import { hashOf, rustSources } from "./rust-sources.ts";
import { isRecentEnough, minimumRelease, parseRustcVersion, type RustcVersion } from "./rustc-version.ts";
import type { NativeToolchain } from "./types.ts";

/** Where to look, as the user's cargo would: RUSTC, CARGO, RUSTDOC and PATH count, and so does a rust-toolchain file. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The rustc, rustdoc and cargo that cargo itself would use in `cwd`: the real programs, not rustup's
 * proxies, which would look up the toolchain at each of hundreds of calls.
 * Throws SC0101 without a rustc, SC0102 when it is too old, SC0402 without a cargo.
 */
export async function findNativeToolchain({ cwd, env }: Surroundings): Promise<NativeToolchain> {
  const named = await findProgram(env["RUSTC"] || "rustc", env, cwd);
  if (named === undefined) {
    throw new SilcrowError("SC0101", env["RUSTC"] ? `RUSTC names ${env["RUSTC"]}, which is not a program` : "no rustc was found on PATH");
  }
  const { version, sysroot } = await inspectRustc(named, { cwd, env });
  if (!isRecentEnough(version.release)) {
    throw new SilcrowError("SC0102", `rustc ${version.release} is too old: silcrow needs ${minimumRelease} or later`, {
      notes: [`found ${named}`],
    });
  }
  const inSysroot = (name: string) => path.join(sysroot, "bin", name);
  const rustc = env["RUSTC"] || !(await isProgram(inSysroot("rustc"))) ? named : inSysroot("rustc");
  const rustdoc = await findTool("rustdoc", env["RUSTDOC"], inSysroot("rustdoc"), { cwd, env });
  const cargo = await findTool("cargo", env["CARGO"], inSysroot("cargo"), { cwd, env });
  if (cargo === undefined) throw new SilcrowError("SC0402", "no cargo was found beside rustc or on PATH", { notes: [`rustc is ${rustc}`] });
  return {
    rustc,
    rustdoc: rustdoc ?? inSysroot("rustdoc"),
    cargo,
    sysroot,
    host: version.host,
    version: version.text,
    // The folder of the sysroot counts: two builds of one release need not have the same standard library.
    id: hashOf([version.text, sysroot, ...(await rustSources(nativeSources))]).slice(0, 16),
  };
}

/** What of `rust/` the user's own rustc compiles. */
export const nativeSources: readonly string[] = ["confine.rs", "noop.rs", "recorder.rs", "shim", "wire", "wrapper"];

/** Version and sysroot of a rustc, asked in `cwd`. Throws SC0101 when the program does not answer like rustc. */
export async function inspectRustc(rustc: string, { cwd, env }: Surroundings): Promise<{ version: RustcVersion; sysroot: string }> {
  const [verbose, sysroot] = await Promise.all([
    runProgram(rustc, ["-vV"], { cwd, env }),
    runProgram(rustc, ["--print", "sysroot"], { cwd, env }),
  ]);
  const version = parseRustcVersion(verbose.stdout);
  if (verbose.status !== 0 || sysroot.status !== 0 || version === undefined) {
    throw new SilcrowError("SC0101", `${rustc} does not work as a Rust compiler`, {
      notes: [verbose, sysroot].map((run) => (run.failure ?? run.stderr).trim()).filter((note) => note !== "").slice(0, 1),
    });
  }
  return { version, sysroot: sysroot.stdout.trim() };
}

/** A tool named by a variable, or the sysroot's, or the one on PATH. */
async function findTool(name: string, named: string | undefined, inSysroot: string, { cwd, env }: Surroundings): Promise<string | undefined> {
  if (named) return await findProgram(named, env, cwd);
  return (await isProgram(inSysroot)) ? inSysroot : await findProgram(name, env, cwd);
}
