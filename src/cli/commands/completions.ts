import * as commander from "commander";
import { loadSettings } from "#config";
import { codes as codeTable } from "#diagnostics";
import { entryNames, findCache } from "#review";
import { declareCommandLine } from "../command-line.ts";
import { commandModels } from "../command-model.ts";
import { bashCompletions } from "../completions/bash.ts";
import { fishCompletions } from "../completions/fish.ts";
import { zshCompletions } from "../completions/zsh.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import type { Shell } from "../project-command-line.ts";

/** Prints the script with which a shell completes silcrow's command line. */
export async function completions(shell: Shell, { stdout }: CommandContext): Promise<number> {
  const { rules, severities } = await import("#audit");
  const program = declareCommandLine(commander, "", async () => {});
  const request = { models: commandModels(program), codes: Object.keys(codeTable), flags: [...severities, ...rules.map(({ id }) => id)] };
  const print = { bash: bashCompletions, zsh: zshCompletions, fish: fishCompletions }[shell];
  stdout.write(print(request));
  return exitCodes.fine;
}

/** Prints what `show` and `list` take for a name that begins so; for the scripts. Nothing where there is no cache. */
export async function completeNames(prefix: string, { cwd, cacheDir, stdout }: CommandContext): Promise<number> {
  try {
    const { settings } = await loadSettings(cwd);
    for (const name of entryNames(findCache(cwd, cacheDir ?? settings.cacheDir), prefix)) stdout.write(`${name}\n`);
  } catch {
    // Someone is typing; the command itself will say what is wrong.
  }
  return exitCodes.fine;
}
