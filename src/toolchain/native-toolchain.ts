import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { findProgram, isProgram } from "./find-program.ts";
import { inspectRustc } from "./inspect-rustc.ts";
import { hashOf, rustSources } from "./rust-sources.ts";
import { isRecentEnough, minimumRelease } from "./rustc-version.ts";
import type { NativeToolchain, Surroundings } from "./types.ts";

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
    id: hashOf([version.text, sysroot, ...(rustSources(nativeSources))]).slice(0, 16),
  };
}

/** What of `rust/` the user's own rustc compiles. */
export const nativeSources: readonly string[] = ["confine.rs", "noop.rs", "recorder.rs", "shim", "wire", "wrapper"];

/** A tool named by a variable, or the sysroot's, or the one on PATH. */
async function findTool(name: string, named: string | undefined, inSysroot: string, { cwd, env }: Surroundings): Promise<string | undefined> {
  if (named) return await findProgram(named, env, cwd);
  return (await isProgram(inSysroot)) ? inSysroot : await findProgram(name, env, cwd);
}
