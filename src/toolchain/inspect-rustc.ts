import { mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { isProgram } from "./find-program.ts";
import { runProgram } from "./run-program.ts";
import { hashOf } from "./rust-sources.ts";
import { parseRustcVersion, type RustcVersion } from "./rustc-version.ts";
import type { Surroundings } from "./types.ts";
import { userCacheDirectory } from "./user-cache.ts";

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
  const state = await fileState(program);
  const note = path.join(userCacheDirectory(surroundings.env), "compilers", `${hashOf([program]).slice(0, 16)}.json`);
  const known = state === undefined ? undefined : await readNote(note, state);
  if (known !== undefined) return known;
  const asked = await ask(program, rustc, surroundings);
  // Another program may start whichever compiler it likes, also tomorrow.
  if (state !== undefined && (await isSameFile(program, path.join(asked.sysroot, "bin", path.basename(program))))) await writeNote(note, state, asked);
  return asked;
}

/** The compiler that rustup's proxy would start in `cwd`; undefined when the program is no such proxy, or rustup cannot tell. */
async function behindRustup(program: string, { cwd, env }: Surroundings): Promise<string | undefined> {
  const rustup = path.join(path.dirname(program), "rustup");
  if (!(await isSameFile(program, rustup))) return undefined;
  const asked = await runProgram(rustup, ["which", "rustc"], { cwd, env });
  const named = asked.stdout.trim();
  return asked.status === 0 && path.isAbsolute(named) && (await isProgram(named)) ? named : undefined;
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

/** What changes when another file is put in the place of one; undefined when there is none. */
async function fileState(file: string): Promise<string | undefined> {
  try {
    const real = await realpath(file);
    const { mtimeNs, ctimeNs, size, ino } = await stat(real, { bigint: true });
    return [real, mtimeNs, ctimeNs, size, ino].join(" ");
  } catch {
    return undefined;
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => stat(file, { bigint: true }).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

async function readNote(file: string, state: string): Promise<InspectedRustc | undefined> {
  try {
    const note = JSON.parse(await readFile(file, "utf8")) as Partial<Record<string, unknown>>;
    const version = typeof note["version"] === "string" ? parseRustcVersion(note["version"]) : undefined;
    const sysroot = note["sysroot"];
    return note["state"] === state && version !== undefined && typeof sysroot === "string" ? { version, sysroot } : undefined;
  } catch {
    // Missing, or damaged: the compiler is asked again.
    return undefined;
  }
}

async function writeNote(file: string, state: string, { version, sysroot }: InspectedRustc): Promise<void> {
  try {
    await mkdir(path.dirname(file)).catch(() => {});
    // One that is read when half of it is there is no JSON, and the compiler is asked.
    await writeFile(file, `${JSON.stringify({ state, version: version.text, sysroot })}\n`);
  } catch {
    // There is no cache yet, and a question is no reason to make one; or it cannot be written, and whoever needs it says so.
  }
}
