import { auditCache } from "#review";
import type { AuditOptions } from "../review-command-line.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { openOutput } from "../open-output.ts";
import { checkDenied, reviewSettings } from "../review-settings.ts";
import { sayMissing } from "../say-missing.ts";

/** Lists what deserves a second look; with `--deny` it fails where there is any of that. */
export async function audit(filter: string | undefined, options: AuditOptions, context: CommandContext): Promise<number> {
  const { cwd, env, stderr } = context;
  const { since, format, deny = [], all = false } = options;
  await checkDenied(deny);
  const { cacheDirectory, allowed } = await reviewSettings(context);
  const output = openOutput(context, options.pager && format === "text" && deny.length === 0);
  const color = context.colorOutput && format === "text";
  const { denied, any, nearest, leftOut } = await auditCache({ cacheDirectory, cwd, env, filter, since, allowed, denied: deny, all, format, color }, output.write);
  await output.end();
  if (!any) {
    sayMissing(stderr, filter ?? "", nearest);
    return exitCodes.findings;
  }
  for (const left of leftOut) stderr.write(`left out: ${left}\n`);
  if (denied > 0 && !context.quiet) stderr.write(`${denied} denied ${denied === 1 ? "flag" : "flags"}: read them, and allow in the configuration what is right (\`audit.allow\`)\n`);
  return denied > 0 ? exitCodes.findings : exitCodes.fine;
}
