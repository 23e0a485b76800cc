import pc from "picocolors";
import { codes, type ErrorCode, pageOf } from "./codes.ts";
import { SilcrowError } from "./silcrow-error.ts";
import { stripControl } from "./strip-control.ts";

export interface RenderOptions {
  readonly color: boolean;
}

/**
 * An error as cargo and rustc show theirs:
 *
 *     error[SC0201]: there is no entry for `wstr!` at src/main.rs:3
 *       = note: looked in macro-cache/demo
 *       = help: run `silcrow emit`, …
 *       = page: docs/errors.md#sc0201
 *
 * Ends with a line feed. Anything that is not a SilcrowError is a bug in silcrow: it is shown as
 * SC0900 and keeps its stack.
 */
export function renderError(error: unknown, options: RenderOptions): string {
  const shown = error instanceof SilcrowError ? error : asInternalError(error);
  return renderProblem({ code: shown.code, message: shown.message, notes: notesOf(shown), help: shown.help }, options);
}

export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly notes?: readonly string[] | undefined;
  readonly help?: string | undefined;
}

/** The same form for a problem that is a value and was never thrown. */
export function renderProblem(problem: Problem, { color }: RenderOptions): string {
  const { bold, red, blue } = pc.createColors(color);
  const lines = [`${bold(red(`error[${problem.code}]`))}${bold(`: ${indent(stripControl(problem.message))}`)}`];
  const attach = (label: string, text: string): void => {
    lines.push(`  ${bold(blue("="))} ${bold(`${label}:`)} ${indent(stripControl(text))}`);
  };
  for (const note of problem.notes ?? []) attach("note", note);
  attach("help", problem.help ?? codes[problem.code].help);
  attach("page", pageOf(problem.code));
  return `${lines.join("\n")}\n`;
}

function asInternalError(error: unknown): SilcrowError {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && error.stack !== undefined ? [error.stack] : [];
  return new SilcrowError("SC0900", message, { notes: stack, cause: error });
}

/** The chain of causes belongs to the facts, unless the notes tell it already. */
function notesOf(error: SilcrowError): string[] {
  const notes = [...error.notes];
  if (error.code === "SC0900") return notes.length > 0 ? notes : [error.stack ?? error.message];
  for (let cause = error.cause, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth++) {
    const { message } = cause;
    if (message !== "" && !error.message.includes(message) && !notes.some((note) => note.includes(message))) {
      notes.push(message);
    }
  }
  return notes;
}

/** Further lines stand under the first, clear of the `=` marks. */
function indent(text: string): string {
  return text.replace(/\n+$/, "").replaceAll("\n", "\n          ");
}
