import { SilcrowError } from "#diagnostics";

/** For a file that silcrow compiled, or ought to have. */
const compileAgain = "remove the file, and let `silcrow emit` or `silcrow rustc` compile the macro crate again";

/**
 * The same error with the module's path in its notes; anything that is not silcrow's own becomes SC0305. `help` is
 * for errors that have none: what the codes say by themselves is about macros that run.
 */
export function named(modulePath: string, error: unknown, help: string = compileAgain): SilcrowError {
  if (error instanceof SilcrowError) {
    return new SilcrowError(error.code, error.message, { notes: [...error.notes, `module: ${modulePath}`], help: error.help ?? help, cause: error.cause });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SilcrowError("SC0305", `the module cannot be loaded: ${reason}`, { notes: [`module: ${modulePath}`], help, cause: error });
}
