import { loadSettings } from "#config";
import { emit } from "#emit";
import type { EmitOptions } from "../command-line.ts";
import type { CommandContext } from "../context.ts";

/** Expands all macros of a project in the sandbox. The command line wins over the configuration. */
export async function emitCommand(options: EmitOptions, cargoArgs: readonly string[], context: CommandContext): Promise<number> {
  const { cwd, env, stdout, stderr } = context;
  const { settings } = await loadSettings(cwd);
  return await emit({
    cwd,
    env,
    cargoArgs: [...(settings.emit?.arguments ?? []), ...cargoArgs],
    cacheDir: context.cacheDir ?? settings.cacheDir,
    streams: { stdout, stderr },
    options: {
      deadlineSeconds: options.deadline ?? settings.deadlineSeconds,
      memoryLimit: options.memoryLimit ?? settings.memoryLimit,
      jobs: options.jobs ?? settings.jobs,
      keepUnused: options.keepUnused === true,
      quiet: context.quiet,
      color: context.color,
    },
  });
}
