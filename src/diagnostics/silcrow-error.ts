import type { ErrorCode } from "./codes.ts";

export interface SilcrowErrorDetails {
  /** Facts that a reader needs: where, what was expected, what was found. One line each. */
  readonly notes?: readonly string[] | undefined;
  /** What to do next; without it the code's own help line is shown. */
  readonly help?: string | undefined;
  readonly cause?: unknown;
}

/**
 * "Cannot go on", with a stable code. Problems in the user's input that can be collected or
 * recovered from are values, not this.
 */
export class SilcrowError extends Error {
  override readonly name = "SilcrowError";
  readonly code: ErrorCode;
  readonly notes: string[];
  readonly help: string | undefined;

  constructor(code: ErrorCode, message: string, details: SilcrowErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.notes = [...(details.notes ?? [])];
    this.help = details.help;
  }
}
