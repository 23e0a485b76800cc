import { execa } from "execa";

export interface Finished {
  /** undefined when it was ended by the time limit or a signal. */
  readonly exitCode: number | undefined;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Both. They are in the order in which they were written when `inOrder` was asked for. */
  readonly all: string;
}

/** Runs a program to its end or to the time limit (milliseconds), and never throws because of how it ends. */
export async function runProcess(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly limit: number; readonly inOrder?: boolean },
): Promise<Finished> {
  // Two pipes are read in any order; to be in order, all has to go through one.
  const [command, commandArgs] = options.inOrder === true ? ["sh", ["-c", 'exec "$@" 2>&1', "sh", program, ...args]] : [program, args];
  const result = await execa(command, commandArgs, {
    cwd: options.cwd,
    // The matrix asks what projects do by themselves, not what the caller's settings make of them.
    env: { CARGO_TERM_COLOR: "never", NO_COLOR: "1", FORCE_COLOR: undefined, CARGO_TARGET_DIR: undefined, ...options.env },
    timeout: options.limit,
    all: true,
    stdin: "ignore",
    reject: false,
    maxBuffer: 2 ** 28,
    stripFinalNewline: false,
  });
  if (result.exitCode === undefined && result.signal === undefined && !result.timedOut) throw result;
  return { exitCode: result.exitCode, timedOut: result.timedOut, stdout: result.stdout, stderr: result.stderr, all: result.all };
}
