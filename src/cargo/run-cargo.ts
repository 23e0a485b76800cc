import { spawn, type StdioOptions } from "node:child_process";
import { constants } from "node:os";
import type { Writable } from "node:stream";
import { SilcrowError } from "#diagnostics";

/** Where a command's output goes; the process's own streams are handed down as they are. */
export interface Streams {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

export interface CargoCall {
  readonly cargo: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs cargo with the user's terminal. Resolves to its exit code, or 128 and the signal's number.
 * Signals that reach this process alone are passed on; the terminal's Ctrl-C reaches cargo as well.
 */
export async function runCargo({ cargo, args, cwd, env }: CargoCall, streams: Streams): Promise<number> {
  const stdio: StdioOptions = [
    "inherit",
    streams.stdout === process.stdout ? "inherit" : "pipe",
    streams.stderr === process.stderr ? "inherit" : "pipe",
  ];
  const child = spawn(cargo, args, { cwd, env, stdio });
  child.stdout?.pipe(streams.stdout, { end: false });
  child.stderr?.pipe(streams.stderr, { end: false });
  const passOn = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  const ignore = (): void => {};
  process.on("SIGINT", ignore).on("SIGTERM", passOn).on("SIGHUP", passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", (cause) => reject(cannotRun(cargo, cause)));
      child.on("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    process.off("SIGINT", ignore).off("SIGTERM", passOn).off("SIGHUP", passOn);
  }
}

export interface CapturedCall {
  /** Exit code; undefined after a signal. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs cargo and collects its output. `onStderrLine` sees each whole line of standard error at once. */
export async function captureCargo(
  { cargo, args, cwd, env }: CargoCall,
  onStderrLine: (line: string) => void = () => {},
): Promise<CapturedCall> {
  const child = spawn(cargo, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const stdout: Buffer[] = [];
  let stderr = "";
  let seen = 0;
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (let end = stderr.indexOf("\n", seen); end !== -1; end = stderr.indexOf("\n", seen)) {
      onStderrLine(stderr.slice(seen, end));
      seen = end + 1;
    }
  });
  return await new Promise((resolve, reject) => {
    child.on("error", (cause) => reject(cannotRun(cargo, cause)));
    child.on("close", (code) => resolve({ status: code ?? undefined, stdout: Buffer.concat(stdout).toString("utf8"), stderr }));
  });
}

function cannotRun(cargo: string, cause: Error): SilcrowError {
  return new SilcrowError("SC0402", `cannot run ${cargo}`, { cause });
}
