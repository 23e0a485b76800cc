import { diffCache } from "#review";
import type { DiffOptions } from "../command-line.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { openOutput } from "../open-output.ts";
import { reviewSettings } from "../review-settings.ts";

/** Shows what changed in generated code since a git revision. */
export async function diff(revision: string, options: DiffOptions, context: CommandContext): Promise<number> {
  const { cwd, env, stderr } = context;
  const { cacheDirectory, allowed } = await reviewSettings(context);
  const { stat = false, format } = options;
  const output = openOutput(context, options.pager && format === "text");
  const { any, leftOut } = await diffCache(
    { cacheDirectory, cwd, env, revision, stat, format, color: context.colorOutput && format === "text", columns: context.columns, allowed },
    output.write,
  );
  await output.end();
  for (const left of leftOut) stderr.write(`left out: ${left}\n`);
  return options.exitCode === true && any ? exitCodes.findings : exitCodes.fine;
}
