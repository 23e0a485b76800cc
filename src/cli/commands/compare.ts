import { compareBuilds, renderComparison } from "#oracle";
import type { CompareOptions } from "../command-line.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { projectSettings } from "../project-settings.ts";
import { showProgressLines } from "../show-progress.ts";

/** Builds a project with ordinary cargo and from the cache, and says what differs. */
export async function compare(options: CompareOptions, cargoArgs: readonly string[], context: CommandContext): Promise<number> {
  const { cwd, env, stdout, stderr, quiet } = context;
  const { settings, policies } = await projectSettings(cargoArgs, cwd);
  const progress = showProgressLines(context);
  progress.step("this runs the project's macros and build scripts, as `cargo build` does");
  const comparison = await compareBuilds({
    command: options.check === true ? "check" : "build",
    args: [...profileArguments(options), ...(quiet ? ["--quiet"] : []), ...cargoArgs],
    views: options.views,
    cwd,
    env,
    cacheDir: context.cacheDir ?? settings.cacheDir,
    policies,
    stderr,
    progress,
  });
  stdout.write(options.format === "json" ? `${JSON.stringify(comparison, undefined, 2)}\n` : renderComparison(comparison));
  return comparison.equal ? exitCodes.fine : exitCodes.findings;
}

function profileArguments({ release, profile, package: packages = [] }: CompareOptions): string[] {
  return [
    ...(release === true ? ["--release"] : []),
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...packages.flatMap((name) => ["--package", name]),
  ];
}
