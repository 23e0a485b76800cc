import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { behindRustup } from "./behind-rustup.ts";
import { readNote, writeNote } from "./compiler-note.ts";
import { fileState, isSameFile } from "./file-state.ts";
import { runProgram } from "./run-program.ts";
import { parseRustcVersion, type RustcVersion } from "./rustc-version.ts";
import type { Surroundings } from "./types.ts";

export interface InspectedRustc {
  readonly version: RustcVersion;
  readonly sysroot: string;
}

/**
 * Version and sysroot of a rustc, asked in `cwd`. What a compiler in its sysroot's `bin` has answered is kept in the
 * user's cache until its file changes: to load rustc takes longer than many a build without changes.
 * Throws SC0101 when the program does not answer like rustc.
 */
export async function inspectRustc(rustc: string, surroundings: Surroundings): Promise<InspectedRustc> {
  const program = (await behindRustup(rustc, surroundings)) ?? rustc;
  const state = fileState(program);
  const known = state === undefined ? undefined : await noted(program, state, surroundings.env);
  if (known !== undefined) return known;
  const asked = await ask(program, rustc, surroundings);
  // Another program may start whichever compiler it likes, also tomorrow.
  if (state !== undefined && isSameFile(program, path.join(asked.sysroot, "bin", path.basename(program)))) {
    await writeNote([program], state, { version: asked.version.text, sysroot: asked.sysroot }, surroundings.env);
  }
  return asked;
}

async function noted(program: string, state: string, env: NodeJS.ProcessEnv): Promise<InspectedRustc | undefined> {
  const note = await readNote([program], state, env);
  const version = typeof note?.["version"] === "string" ? parseRustcVersion(note["version"]) : undefined;
  const sysroot = note?.["sysroot"];
  return version !== undefined && typeof sysroot === "string" ? { version, sysroot } : undefined;
}

async function ask(program: string, named: string, { cwd, env }: Surroundings): Promise<InspectedRustc> {
  const [verbose, sysroot] = await Promise.all([
    runProgram(program, ["-vV"], { cwd, env }),
    runProgram(program, ["--print", "sysroot"], { cwd, env }),
  ]);
  const version = parseRustcVersion(verbose.stdout);
  if (verbose.status !== 0 || sysroot.status !== 0 || version === undefined) {
    throw new SilcrowError("SC0101", `${named} does not work as a Rust compiler`, {
      notes: [verbose, sysroot].map((run) => (run.failure ?? run.stderr).trim()).filter((note) => note !== "").slice(0, 1),
    });
  }
  return { version, sysroot: sysroot.stdout.trim() };
}
