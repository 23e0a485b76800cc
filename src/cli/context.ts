/** Everything of the outside world that a command touches, so that tests can give it their own. */
export interface CliContext {
  /** What the command produces. */
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** What it has to say meanwhile. */
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stdin: NodeJS.ReadableStream;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The context with what the global options settled. */
export interface CommandContext extends CliContext {
  readonly color: boolean;
  readonly quiet: boolean;
  /** `--macro-cache-dir`, absolute. */
  readonly cacheDir: string | undefined;
}
