import type { Readable, Writable } from "node:stream";

/** Everything of the outside world that a command touches, so that tests can give it their own. */
export interface CliContext {
  /** What the command produces. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** What it has to say meanwhile. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly stdin: Readable;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The context with what the global options settled. */
export interface CommandContext extends CliContext {
  /** Colours on standard error, where messages go. */
  readonly color: boolean;
  /** Colours on standard output. */
  readonly colorOutput: boolean;
  /** Width of the terminal that standard output is; undefined for a pipe. */
  readonly columns: number | undefined;
  readonly quiet: boolean;
  /** Of the program. */
  readonly version: string;
  /** `--macro-cache-dir`, absolute. */
  readonly cacheDir: string | undefined;
}
