import { readFile } from "node:fs/promises";
import { codes, isErrorCode, SilcrowError } from "#diagnostics";
import type { CommandContext } from "../context.ts";
import { errorsPage } from "../errors-page.ts";
import { exitCodes } from "../exit-code.ts";

/** Prints the section of docs/errors.md that explains a code. */
export async function explain(code: string, context: CommandContext): Promise<number> {
  const wanted = code.toUpperCase();
  if (!isErrorCode(wanted)) {
    throw new SilcrowError("SC0501", `there is no error code \`${code}\``, {
      help: `the codes are ${Object.keys(codes).join(", ")}`,
    });
  }
  const page = await readFile(errorsPage, "utf8");
  const start = page.indexOf(`\n## ${wanted}`);
  if (start < 0) throw new SilcrowError("SC0900", `docs/errors.md has no section for ${wanted}`);
  const end = page.slice(start + 1).search(/\n##? /);
  context.stdout.write(`${page.slice(start + 1, end < 0 ? undefined : start + 1 + end).trim()}\n`);
  return exitCodes.fine;
}
