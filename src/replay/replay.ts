import type { PolicyInForce } from "#config";
import { claimTargetDirectory, findWorkspace, graphDirectory, runCargo, silcrowTargetDirectory, type Streams, unitGraph } from "#cargo";
import { findNativeToolchain, type NativeParts, type NativeToolchain, prepareNative, type Progress, userCacheDirectory } from "#toolchain";

export interface ReplayRequest {
  /** A cargo command that compiles: `build`, `check`, `test`, `run`, `bench`, `clippy`, `doc`, `rustc`, `rustdoc`. */
  readonly command: string;
  /** The user's arguments of that command. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The macro cache; `macro-cache` in the workspace's root without it. Relative to `cwd`. */
  readonly cacheDir?: string | undefined;
  /** What macros may have had at most when they were expanded. */
  readonly policies?: readonly PolicyInForce[] | undefined;
  readonly streams: Streams;
  readonly progress: Progress;
  /** What is found and compiled already; looked for without it. */
  readonly native?: { readonly toolchain: NativeToolchain; readonly parts: NativeParts } | undefined;
}

/**
 * Runs a cargo command with every macro answered from the cache. Resolves to cargo's exit code.
 * Throws what stops it before cargo starts: SC0207, SC0210, SC0211, SC0212, SC0401 …
 */
export async function replay(request: ReplayRequest): Promise<number> {
  const { command, args, cwd, env, progress, streams } = request;
  const toolchain = request.native?.toolchain ?? (await findNativeToolchain({ cwd, env }));
  const { cargo, rustc } = toolchain;
  const userCache = userCacheDirectory(env);
  const onProgress = (line: string): void => progress.step(line.trim());
  const asked = unitGraph({ cargo, rustc, command, args, cwd, env, targetDirectory: graphDirectory(userCache, toolchain.id), onProgress });
  // What is wrong with the project is said by whoever is asked for that.
  asked.catch(() => {});
  const described = findWorkspace({ cargo, args, cwd, env });
  described.catch(() => {});
  // Loaded while cargo is at work, for it is most of the program.
  const { planReplay } = await import("./plan-replay.ts");
  const workspace = await described;
  const targetDirectory = silcrowTargetDirectory(workspace.targetDirectory, "replay");
  await claimTargetDirectory(targetDirectory, userCache);
  const [graph, parts] = await Promise.all([
    asked,
    request.native?.parts ?? prepareNative(toolchain, progress, env),
  ]);
  return await runCargo(await planReplay(request, { toolchain, parts, workspace, graph, targetDirectory }), streams);
}
