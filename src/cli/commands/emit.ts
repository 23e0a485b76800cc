import { emit } from "#emit";
import type { EmitOptions } from "../command-line.ts";
import type { CommandContext } from "../context.ts";
import { expansionOptions } from "../expansion-options.ts";
import { projectSettings } from "../project-settings.ts";

/** Expands all macros of a project in the sandbox. The command line wins over the configuration. */
export async function emitCommand(options: EmitOptions, cargoArgs: readonly string[], context: CommandContext): Promise<number> {
  const { cwd, env, stdout, stderr } = context;
  const project = await projectSettings(cargoArgs, cwd);
  const { settings } = project;
  const { exitCode, summary } = await emit({
    cwd,
    env,
    cargoArgs: mergeArguments(settings.emit?.arguments ?? [], cargoArgs),
    cacheDir: context.cacheDir ?? settings.cacheDir,
    // What programs print that cargo runs is no part of the result.
    streams: { stdout: options.format === "json" ? stderr : stdout, stderr },
    options: {
      ...expansionOptions(options, project, context),
      optimize: options.optimize === true,
      keepUnused: options.keepUnused === true,
      relayout: options.relayout === true,
    },
  });
  if (options.format === "json") {
    const { cacheDir, created, updated, kept, removed, laidOut, failed, seconds } = summary;
    const result = { result: exitCode === 0 ? "done" : "failed", cache: cacheDir, created, updated, kept, removed, laid_out: laidOut, failed, seconds };
    stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  }
  return exitCode;
}

/**
 * Options of the configuration come before those of the command line. A command of cargo stays in front of
 * both, and one on the command line takes the place of the configuration's.
 */
export function mergeArguments(configured: readonly string[], given: readonly string[]): readonly string[] {
  const isCommand = (argument: string | undefined): argument is string => argument !== undefined && !argument.startsWith("-");
  const [first, ...rest] = given;
  if (!isCommand(first)) return [...configured, ...given];
  return [first, ...(isCommand(configured[0]) ? configured.slice(1) : configured), ...rest];
}
