import { executeCli } from "./execute-cli.ts";

/** The process around `executeCli`; called by bin/silcrow.js and by nothing else. */
export async function main(argv: readonly string[], version: string): Promise<void> {
  // A reader that has seen enough (`silcrow doctor | head`) is no error.
  process.stdout.on("error", endQuietly);
  process.stderr.on("error", endQuietly);
  process.exitCode = await executeCli(
    argv,
    { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin, cwd: process.cwd(), env: process.env },
    version,
  );
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
}
