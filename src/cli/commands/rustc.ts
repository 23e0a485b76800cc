import { loadSettings } from "#config";
import { rustcMode } from "#rustc";
import type { CommandContext } from "../context.ts";

/** Expands or replays the macros of one rustc call; the exit code is rustc's. */
export async function rustcCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const { cwd, env, stdout, stderr } = context;
  const { settings, policies } = await loadSettings(cwd);
  return await rustcMode({
    args,
    cwd,
    env,
    cacheDir: context.cacheDir ?? settings.cacheDir,
    streams: { stdout, stderr },
    deadlineSeconds: settings.deadlineSeconds,
    memoryLimit: settings.memoryLimit,
    capabilities: settings.capabilities,
    policies,
  });
}
