import { copyFile, link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { readUnitRecords } from "#cargo";
import type { CrateName } from "./cargo-messages.ts";

/** How cargo, or the wrapper, has called rustc to compile one unit. */
export interface RustcCall {
  /** Name of the crate and the suffix that cargo gives the unit's files. */
  readonly unit: string;
  readonly cwd: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Puts a rustc into a folder that writes down how it is called (rust/recorder.rs). Its path is the same for both
 * builds, because build scripts see it. Returns that path.
 */
export async function installRecorder(folder: string, recorder: string, rustc: string): Promise<string> {
  const program = path.join(folder, "rustc");
  // No symbolic link: wrappers of the user's may follow it, and the program looks beside itself.
  await link(recorder, program).catch(() => copyFile(recorder, program));
  await mkdir(callsIn(folder));
  await writeFile(path.join(folder, "rustc.calls"), `${rustc}\0${callsIn(folder)}\0`);
  return program;
}

/** The calls since the last time, sorted by unit. */
export async function takeRustcCalls(folder: string): Promise<RustcCall[]> {
  const calls = callsIn(folder);
  const units = (await readdir(calls)).sort();
  const read = await Promise.all(units.map(async (unit) => parseCall(unit, await readFile(path.join(calls, unit), "utf8"))));
  await rm(calls, { recursive: true });
  await mkdir(calls);
  return read;
}

/**
 * Of the calls of a replayed build, those of units that took an expansion from the cache, and of those that may
 * have failed to: the wrapper notes what a unit has used when it is done (docs/contracts.md §6).
 */
export async function callsWithExpansions(calls: readonly RustcCall[], unitsDirectory: string): Promise<RustcCall[]> {
  const records = readUnitRecords(unitsDirectory);
  const without = new Set(records.filter(({ record }) => record.entries.length === 0).map(({ file }) => path.basename(file)));
  return calls.filter(({ env }) => env["SILCROW_CRATE"] !== undefined && !without.has(path.basename(env["SILCROW_USED"] ?? "", ".used")));
}

export function crateOfCall({ args, env }: RustcCall): CrateName {
  return { package: `${env["CARGO_PKG_NAME"]} ${env["CARGO_PKG_VERSION"]}`, crate: args[args.indexOf("--crate-name") + 1] ?? "" };
}

function callsIn(folder: string): string {
  return path.join(folder, "calls");
}

function parseCall(unit: string, text: string): RustcCall {
  const [cwd = "", count = "", ...rest] = text.split("\0").slice(0, -1);
  const variables = rest.slice(Number(count)).map((variable): [string, string] => {
    const [name = ""] = variable.split("=", 1);
    return [name, variable.slice(name.length + 1)];
  });
  return { unit, cwd, args: rest.slice(0, Number(count)), env: Object.fromEntries(variables) };
}
