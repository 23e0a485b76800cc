import { SilcrowError } from "#diagnostics";

/** The same error with the module's path in its notes; anything that is not silcrow's own becomes SC0305. */
export function named(modulePath: string, error: unknown): SilcrowError {
  if (error instanceof SilcrowError) {
    return new SilcrowError(error.code, error.message, { notes: [...error.notes, `module: ${modulePath}`], help: error.help, cause: error.cause });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SilcrowError("SC0305", `the module cannot be loaded: ${reason}`, { notes: [`module: ${modulePath}`], cause: error });
}
