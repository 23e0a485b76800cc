import { spawn } from "node:child_process";

export interface ProgramResult {
  /** Exit status; undefined when the program could not be started or was killed by a signal. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why the program could not be started, or the name of the signal that ended it. */
  readonly failure: string | undefined;
}

export interface ProgramOptions {
  readonly cwd?: string | undefined;
  /** The whole environment of the program. */
  readonly env: NodeJS.ProcessEnv;
  /** Called with each whole line of standard output as it arrives. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Runs a program without a shell and collects its output. Never rejects: a missing program is a result. */
export async function runProgram(file: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  return await new Promise((resolve) => {
    const child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    let seen = 0;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (options.onLine === undefined) return;
      for (let end = stdout.indexOf("\n", seen); end >= 0; end = stdout.indexOf("\n", seen)) {
        options.onLine(stdout.slice(seen, end));
        seen = end + 1;
      }
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => resolve({ status: undefined, stdout, stderr, failure: error.message }));
    child.on("close", (code, signal) => {
      resolve({ status: code ?? undefined, stdout, stderr, failure: signal === null ? undefined : `killed by ${signal}` });
    });
  });
}
