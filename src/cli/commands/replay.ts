import { loadSettings } from "#config";
import { replay } from "#replay";
import type { CommandContext } from "../context.ts";
import { showProgressLines } from "../show-progress.ts";

/** Runs a command of cargo with the macros answered from the cache; the exit code is cargo's. */
export async function replayCommand(command: string, args: readonly string[], context: CommandContext): Promise<number> {
  const { cwd, env, stdout, stderr } = context;
  const { settings } = await loadSettings(cwd);
  return await replay({
    command,
    args,
    cwd,
    env,
    cacheDir: context.cacheDir ?? settings.cacheDir,
    streams: { stdout, stderr },
    progress: showProgressLines(context),
  });
}
