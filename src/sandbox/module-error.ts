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

/** The error for a file that is no WebAssembly. */
export function notAModule(reason: string): SilcrowError {
  return new SilcrowError("SC0305", `the file is not a WebAssembly module: ${reason}`);
}

/** The error for a module that is WebAssembly but not a macro module of this version. */
export function unusable(reason: string): SilcrowError {
  return new SilcrowError("SC0308", `the module is not a macro module that this silcrow can run: ${reason}`);
}
