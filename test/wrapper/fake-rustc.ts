import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findNativeToolchain, prepareNative } from "#toolchain";

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with a compiler that is a shell script, for looking at what the wrapper makes of a call. */
export interface Bench {
  readonly folder: string;
  readonly at: (...parts: string[]) => string;
  /** The wrapper, called as cargo calls it: with the fake compiler as its first argument. */
  run(args: readonly string[], options?: { env?: Record<string, string>; program?: readonly string[] }): Promise<Outcome>;
  /** Writes the plan for the next calls. */
  plan(...lines: readonly string[]): Promise<void>;
  /** What the fake compiler was called with the last time: its arguments, or undefined. */
  called(name?: string): Promise<string[] | undefined>;
  read(name: string): Promise<string>;
  /** Replaces a program (`rustc` at first) by a script; it has the arguments in "$@". */
  script(name: string, body: string): Promise<void>;
  remove(): Promise<void>;
}

export async function createBench(): Promise<Bench> {
  const toolchain = await findNativeToolchain({ cwd: tmpdir(), env: process.env });
  const { wrapper, noop } = await prepareNative(toolchain, { step: () => {} });
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "silcrow wrapper ")));
  const at = (...parts: string[]) => path.join(folder, ...parts);
  const script = async (name: string, body: string): Promise<void> => {
    await writeFile(at(name), `#!/bin/sh\nprintf '%s\\n' "$@" > "$0.log"\nenv > "$0.env"\n${body}\n`);
    await chmod(at(name), 0o755);
  };
  await mkdir(at("src"));
  await mkdir(at("out"));
  await writeFile(at("src/lib.rs"), "");
  await script("rustc", "");
  return {
    folder,
    at,
    script,
    run: async (args, { env = {}, program = [wrapper, at("rustc")] } = {}) => await run([...program, ...args], folder, { SILCROW_PLAN: at("plan"), ...env }),
    plan: async (...lines) => {
      const header = ["silcrow-plan\t1", "mode\treplay", "host\tthe-host", "shim-lib\t/shim.rlib", `noop\t${noop}`, `units-dir\t${at("units")}`, "stamp\t00", `rustdoc\t${at("rustdoc")}`];
      await writeFile(at("plan"), [...header, ...lines, ""].join("\n"));
    },
    called: async (name = "rustc") => (await readFile(at(`${name}.log`), "utf8").catch(() => undefined))?.split("\n").slice(0, -1),
    read: async (name) => await readFile(at(name), "utf8"),
    remove: async () => await rm(folder, { recursive: true, force: true }),
  };
}

/** The wrapper's path. */
export async function wrapperPath(): Promise<string> {
  return (await prepareNative(await findNativeToolchain({ cwd: tmpdir(), env: process.env }), { step: () => {} })).wrapper;
}

async function run([file, ...args]: readonly string[], cwd: string, env: Record<string, string>): Promise<Outcome> {
  return await new Promise((resolve, reject) => {
    const child = spawn(file as string, args, { cwd, env: { PATH: process.env["PATH"] ?? "", ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
