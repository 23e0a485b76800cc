import { renderReport, verify } from "#verify";
import type { VerifyOptions } from "../command-line.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { expansionOptions } from "../expansion-options.ts";
import { projectSettings } from "../project-settings.ts";
import { mergeArguments } from "./emit.ts";

/** Expands everything again and compares it with the committed cache; the report goes to standard output. */
export async function verifyCommand(options: VerifyOptions, cargoArgs: readonly string[], context: CommandContext): Promise<number> {
  const { cwd, env, stdout, stderr } = context;
  const project = await projectSettings(cargoArgs, cwd);
  const { settings } = project;
  const strict = options.strict === true;
  const report = await verify({
    cwd,
    env,
    cargoArgs: mergeArguments(settings.emit?.arguments ?? [], cargoArgs),
    cacheDir: context.cacheDir ?? settings.cacheDir,
    stderr,
    options: {
      seeds: options.seeds,
      since: options.since,
      strict,
      keepUnused: options.keepUnused === true,
      ...expansionOptions(options, project, context),
    },
  });
  if (options.format === "json" || options.json === true) stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else if (!context.quiet || report.result !== "clean") stdout.write(renderReport(report, cwd, strict));
  const exits = { clean: exitCodes.fine, findings: exitCodes.findings, incomplete: exitCodes.couldNotRun };
  return exits[report.result];
}
