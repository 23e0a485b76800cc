import { runCargo } from "#cargo";
import { replay } from "#replay";
import { findNativeToolchain } from "#toolchain";
import type { CommandContext } from "../context.ts";
import { projectSettings } from "../project-settings.ts";
import { showProgressLines } from "../show-progress.ts";

/** Runs a command of cargo with the macros answered from the cache; the exit code is cargo's. */
export async function replayCommand(command: string, args: readonly string[], context: CommandContext): Promise<number> {
  const { cwd, env, stdout, stderr } = context;
  const streams = { stdout, stderr };
  if (asksForHelp(args)) {
    const { cargo } = await findNativeToolchain({ cwd, env });
    return await runCargo({ cargo, args: [command, ...args], cwd, env }, streams);
  }
  const { settings, policies } = await projectSettings(args, cwd);
  const cacheDir = context.cacheDir ?? settings.cacheDir;
  return await replay({ command, args, cwd, env, cacheDir, policies, streams, progress: showProgressLines(context) });
}

/** Help is cargo's to give, and needs neither a project nor a cache. */
function asksForHelp(args: readonly string[]): boolean {
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  return own.includes("--help") || own.includes("-h");
}
