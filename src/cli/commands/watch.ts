import { existsSync } from "node:fs";
import path from "node:path";
import type { AllowedFlags } from "#audit";
import { renderError, SilcrowError } from "#diagnostics";
import { cacheSnapshot } from "#review";
import { findNativeToolchain } from "#toolchain";
import { ChangeQueue, FileStates, isGitAtWork, onWakeUp, projectFolders, type WatchedFiles, watchFiles } from "#watch";
import { openLiveSite } from "../live-site.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import type { WatchOptions } from "../project-command-line.ts";
import { projectSettings } from "../project-settings.ts";
import { runSelf } from "../run-self.ts";
import { openScreen } from "../screen.ts";

/** Emits whenever the project's source changes, and shows what that did to generated code. */
export async function watch(options: WatchOptions, cargoArgs: readonly string[], context: CommandContext): Promise<number> {
  const { cwd, env } = context;
  const { cargo } = await findNativeToolchain({ cwd, env });
  const project = await projectFolders({ cargo, cwd, env });
  if (project === undefined) {
    throw new SilcrowError("SC0401", "cargo cannot describe the project", { help: "`cargo metadata` shows what is wrong" });
  }
  const { root } = project;
  const screen = openScreen(context, options.clear);
  const isAtKeyboard = (context.stdin as { readonly isTTY?: boolean }).isTTY === true;
  const keys = `${isAtKeyboard ? "Enter runs emit, " : ""}Ctrl-C ends`;
  const ended = new AbortController();
  const states = new FileStates();
  let failure: SilcrowError | undefined;
  let files: WatchedFiles | undefined;
  const site = options.serve === true ? await openLiveSite(context, options.port) : undefined;
  let cache = await cacheSnapshot((await settingsNow(context, cargoArgs, root)).cacheDirectory);

  const run = async (changed: ReadonlySet<string>): Promise<void> => {
    if (!existsSync(root)) throw new SilcrowError("SC0505", `the project is gone: ${root}`, { help: "start `silcrow watch` where it is now" });
    screen.begin(describeChanges(changed, root));
    const exitCode = await runSelf(emitArguments(options, cargoArgs, context), context, ended.signal);
    if (ended.signal.aborted) return;
    // A configuration that is not valid is what emit has just said.
    const settings = await settingsNow(context, cargoArgs, root).catch(() => undefined);
    if (settings !== undefined) {
      const before = cache;
      cache = await cacheSnapshot(settings.cacheDirectory, before);
      const request = { cwd, env, columns: context.columns, since: "the last run", stat: !screen.isTerminal, color: context.colorOutput, allowed: settings.allowed };
      const isOther = await cache.writeDifference(before, request, screen.write);
      if (site !== undefined && (isOther || !site.isWritten)) {
        const isFirst = !site.isWritten;
        await site.write(settings);
        // Who asked for the site wants to know where it is, however quiet.
        if (context.quiet && isFirst) context.stderr.write(`${site.address}\n`);
      }
    }
    if (site !== undefined) screen.note(`the site is at ${site.address}`);
    const waiting = `waiting for the next change${screen.isTerminal ? `; ${keys}` : ""}`;
    screen.end(exitCode !== 0 ? `emit ended with exit code ${exitCode}; ${waiting}` : screen.isTerminal ? waiting : "", exitCode !== 0);
    // Members come and go with their manifests, and so do the folders to follow.
    if ([...changed].some((file) => /^Cargo\.(?:toml|lock)$/.test(path.basename(file)))) {
      const now = await projectFolders({ cargo, cwd, env });
      if (now !== undefined) files?.setFolders(now.folders);
    }
  };
  const queue = new ChangeQueue({
    settle: (reported) => states.changed(reported),
    isBusy: () => isGitAtWork(root),
    run: (changed) => run(changed).catch(fail),
  });
  const fail = (error: unknown): void => {
    failure ??= error instanceof SilcrowError ? error : new SilcrowError("SC0900", String(error), { cause: error });
    ended.abort();
  };

  const stop = () => ended.abort();
  const again = () => queue.force();
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop);
  if (isAtKeyboard) context.stdin.on("data", again);
  const stopWaking = onWakeUp(again);
  try {
    files = await watchFiles({
      folders: project.folders,
      ignored: [cache.directory, project.targetDirectory],
      poll: options.poll === true,
      onChange: (file) => queue.report(file),
      onError: fail,
    });
    queue.force();
    screen.note(`following ${project.folders.length === 1 ? "the project" : `${project.folders.length} folders`}; ${keys}`);
    if (!ended.signal.aborted) await new Promise((resolve) => ended.signal.addEventListener("abort", resolve));
  } finally {
    stopWaking();
    context.stdin.off("data", again).pause();
    await files?.close();
    await queue.close();
    await site?.close();
    process.off("SIGINT", stop).off("SIGTERM", stop).off("SIGHUP", stop);
  }
  if (failure === undefined) return exitCodes.fine;
  context.stderr.write(renderError(failure, { color: context.color }));
  return exitCodes.couldNotRun;
}

async function settingsNow({ cwd, cacheDir }: CommandContext, cargoArgs: readonly string[], root: string): Promise<{ readonly cacheDirectory: string; readonly allowed: AllowedFlags }> {
  const { settings } = await projectSettings(cargoArgs, cwd);
  return { cacheDirectory: cacheDir ?? settings.cacheDir ?? path.join(root, "macro-cache"), allowed: settings.audit?.allow ?? {} };
}

function emitArguments({ optimize }: WatchOptions, cargoArgs: readonly string[], { cacheDir, color, quiet }: CommandContext): string[] {
  return [
    ...(cacheDir === undefined ? [] : ["--macro-cache-dir", cacheDir]),
    ...(color ? ["--color", "always"] : ["--color", "never"]),
    ...(quiet ? ["--quiet"] : []),
    "emit",
    ...(optimize === true ? ["--optimize"] : []),
    ...(cargoArgs.length > 0 ? ["--", ...cargoArgs] : []),
  ];
}

function describeChanges(changed: ReadonlySet<string>, root: string): string {
  const names = [...changed].map((file) => path.relative(root, file) || ".").sort();
  if (names.length === 0) return "emitting";
  const shown = names.slice(0, 3).join(", ");
  return `${shown}${names.length > 3 ? ` and ${names.length - 3} more` : ""} changed`;
}
