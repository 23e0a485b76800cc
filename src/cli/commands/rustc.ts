import { rustcMode } from "#rustc";
import type { CommandContext } from "../context.ts";

/** Expands or replays the macros of one rustc call; the exit code is rustc's. */
export async function rustcCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const { cwd, env, stdout, stderr } = context;
  return await rustcMode({ args, cwd, env, cacheDir: context.cacheDir, streams: { stdout, stderr } });
}
