import { renderError, SilcrowError, useColor } from "#diagnostics";
import { executeCli } from "./execute-cli.ts";
import { exitCodes } from "./exit-code.ts";

/** The process around `executeCli`; called by bin/silcrow.js and by nothing else. */
export async function main(argv: readonly string[], version: string): Promise<void> {
  // A reader that has seen enough (`silcrow doctor | head`) is no error.
  process.stdout.on("error", endQuietly);
  process.stderr.on("error", endQuietly);
  process.on("beforeExit", stoppedHalfway);
  process.exitCode = await executeCli(
    argv,
    {
      stdout: process.stdout,
      stderr: process.stderr,
      // Node opens it when it is asked for, and few commands read it.
      get stdin() {
        return process.stdin;
      },
      get cwd() {
        return workingDirectory();
      },
      env: process.env,
    },
    version,
  );
  process.off("beforeExit", stoppedHalfway);
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new SilcrowError("SC0501", "the working directory does not exist any more", { help: "go to a folder that does", cause });
  }
}

/** Node ends without a word, and as if all were well, when a command waits for something that nobody works at. */
function stoppedHalfway(): void {
  const error = new SilcrowError("SC0900", "silcrow has stopped in the middle of its work");
  process.stderr.write(renderError(error, { color: useColor("auto", process.stderr, process.env) }));
  process.exit(exitCodes.couldNotRun);
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
}
