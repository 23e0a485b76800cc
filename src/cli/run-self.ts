import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { CommandContext } from "./context.ts";

/**
 * Runs another command of silcrow in a process of its own, with the same terminal, and resolves to its exit code. A
 * long-lived command does its work in such processes: what they take goes with them.
 */
export async function runSelf(args: readonly string[], { cwd, env, stdout, stderr }: CommandContext, signal: AbortSignal): Promise<number> {
  const [script = ""] = process.argv.slice(1);
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    cwd,
    env,
    stdio: ["ignore", stdout === process.stdout ? "inherit" : "pipe", stderr === process.stderr ? "inherit" : "pipe"],
  });
  child.stdout?.pipe(stdout, { end: false });
  child.stderr?.pipe(stderr, { end: false });
  const stop = () => void child.kill("SIGTERM");
  signal.addEventListener("abort", stop);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, killed) => resolve(code ?? 128 + (killed === null ? 0 : constants.signals[killed])));
    });
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
