import { listEntries } from "#review";
import type { ListOptions } from "../command-line.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { openOutput } from "../open-output.ts";
import { reviewSettings } from "../review-settings.ts";
import { sayMissing } from "../say-missing.ts";

/** Lists the entries of the macro cache. */
export async function list(filter: string | undefined, options: ListOptions, context: CommandContext): Promise<number> {
  const { cwd, stderr } = context;
  const { cacheDirectory, allowed } = await reviewSettings(context);
  const { by, sort, format } = options;
  const { text, entries, nearest, leftOut } = await listEntries({ cacheDirectory, cwd, filter, by, sort, format, columns: context.columns, allowed });
  if (entries === 0 && filter !== undefined) {
    sayMissing(stderr, filter, nearest);
    return exitCodes.findings;
  }
  const output = openOutput(context, false);
  await output.write(text);
  await output.end();
  for (const left of leftOut) stderr.write(`left out: ${left}\n`);
  return exitCodes.fine;
}
