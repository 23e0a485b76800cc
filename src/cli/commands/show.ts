import { showEntries } from "#review";
import type { ShowOptions } from "../command-line.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { openOutput } from "../open-output.ts";
import { reviewSettings } from "../review-settings.ts";

/** Shows the entries that are asked for; what is not there is said on standard error. */
export async function show(what: readonly string[], options: ShowOptions, context: CommandContext): Promise<number> {
  const { cwd, stderr } = context;
  const { cacheDirectory, allowed } = await reviewSettings(context);
  const { spans = false, format, limit } = options;
  const sections = options.expansion ? "expansion" : options.invocation ? "invocation" : "all";
  const output = openOutput(context, options.pager && format === "text");
  const shown = await showEntries(
    { cacheDirectory, cwd, what, sections, spans, format, limit, color: context.colorOutput && format === "text", allowed },
    output.write,
  );
  await output.end();
  if (shown.missing.length > 0) {
    const { sayMissing } = await import("../say-missing.ts");
    for (const { what: one, nearest } of shown.missing) sayMissing(stderr, one, nearest);
  }
  for (const text of shown.problems) stderr.write(`careful: ${text}\n`);
  for (const text of shown.leftOut) stderr.write(`left out: ${text}\n`);
  return shown.missing.length > 0 ? exitCodes.findings : exitCodes.fine;
}
