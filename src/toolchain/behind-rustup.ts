import { readFileSync, realpathSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readNote, writeNote } from "./compiler-note.ts";
import { fileState, isSameFile } from "./file-state.ts";
import { isProgram } from "./find-program.ts";
import { runProgram } from "./run-program.ts";
import type { Surroundings } from "./types.ts";

/**
 * The compiler that rustup's proxy would start in `cwd`; undefined when the program is no such proxy, or rustup cannot
 * tell. To start rustup takes half as long as cargo takes to find that there is nothing to do, so its answer is kept
 * until something changes that it goes by.
 */
export async function behindRustup(program: string, { cwd, env }: Surroundings): Promise<string | undefined> {
  const rustup = path.join(path.dirname(program), "rustup");
  if (!isSameFile(program, rustup)) return undefined;
  const subject = [rustup, "which rustc"];
  const state = whatRustupGoesBy(rustup, { cwd, env });
  const known = (await readNote(subject, state, env))?.["rustc"];
  if (typeof known === "string" && path.isAbsolute(known) && (await isProgram(known))) return known;
  const asked = await runProgram(rustup, ["which", "rustc"], { cwd, env });
  const named = asked.stdout.trim();
  if (asked.status !== 0 || !path.isAbsolute(named) || !(await isProgram(named))) return undefined;
  await writeNote(subject, state, { rustc: named }, env);
  return named;
}

/**
 * Everything from which rustup tells the toolchain of a folder: its variables, its settings, the toolchain files above
 * the folder, and the folder where the settings speak of folders. A new rustup may go by something else: it counts, too.
 */
function whatRustupGoesBy(rustup: string, { cwd, env }: Surroundings): string {
  const folder = realFolder(cwd);
  const variables = Object.entries(env).filter(([name]) => name.startsWith("RUSTUP_"));
  const settings = path.join(env["RUSTUP_HOME"] ? path.resolve(cwd, env["RUSTUP_HOME"]) : path.join(env["HOME"] || os.homedir(), ".rustup"), "settings.toml");
  const files = [rustup, settings, "/etc/rustup/settings.toml"];
  for (let each = folder; ; each = path.dirname(each)) {
    files.push(path.join(each, "rust-toolchain"), path.join(each, "rust-toolchain.toml"));
    if (each === path.dirname(each)) break;
  }
  const states = files.flatMap((file) => fileState(file) ?? []);
  return JSON.stringify([variables.sort(), states, hasOverrides(settings) ? folder : ""]);
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}

/** Whether there may be toolchains for single folders: there is more than an empty table at the end, or no telling. */
function hasOverrides(settings: string): boolean {
  try {
    return /overrides(?!\s*\]\s*$)/.test(readFileSync(settings, "utf8"));
  } catch {
    return true;
  }
}
