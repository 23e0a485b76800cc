import path from "node:path";
import { writeSite } from "#site";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { reviewSettings } from "../review-settings.ts";
import type { ReviewOptions } from "../review-command-line.ts";
import { showProgress } from "../show-progress.ts";

/** Writes the review site. */
export async function reviewSite(folder: string, { since, limit }: ReviewOptions, context: CommandContext): Promise<number> {
  const { cwd, env, stderr } = context;
  const { cacheDirectory, allowed } = await reviewSettings(context);
  const progress = showProgress(context);
  let last = Date.now();
  const summary = await writeSite(path.resolve(cwd, folder), {
    cacheDirectory,
    cwd,
    env,
    since,
    allowed,
    limit,
    onProgress: (done, of) => {
      if (stderr.isTTY !== true || Date.now() - last < 200) return;
      last = Date.now();
      progress.step(`writing pages: ${done} of ${of}`);
    },
  }).finally(() => stderr.isTTY === true && progress.end());
  if (!context.quiet) stderr.write(`${summary.entries} entries on ${summary.pages} pages: open ${path.join(folder, "index.html")}\n`);
  for (const left of summary.leftOut) stderr.write(`left out: ${left}\n`);
  return exitCodes.fine;
}
