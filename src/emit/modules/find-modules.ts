import { macroCrates, packages, platformDependencies, findWorkspace, silcrowTargetDirectory, unitGraph } from "#cargo";
import { findNativeToolchain, findSandboxToolchain, missingSandbox, prepareSandbox, userCacheDirectory } from "#toolchain";
import { emitCommand } from "../emit-command.ts";
import type { LoadedMacroCrate } from "../expansion-host.ts";
import { MacroModules } from "./macro-modules.ts";
import { ModuleCache } from "./module-cache.ts";

export interface FindModulesRequest {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cargoArgs: readonly string[];
  readonly onStep: (what: string) => void;
}

/** The compiled modules of a project's macro crates that an emit has left, and the names of all its macro crates. */
export async function findModules({ cwd, env, cargoArgs, onStep }: FindModulesRequest): Promise<{ loaded: LoadedMacroCrate[]; names: string[] }> {
  const { command, args } = emitCommand(cargoArgs);
  const native = await findNativeToolchain({ cwd, env });
  const { cargo, rustc } = native;
  const workspace = await findWorkspace({ cargo, args, cwd, env });
  const search = await findSandboxToolchain(native, { cwd, env });
  if (search.kind === "missing") throw missingSandbox(search.ways);
  const progress = { step: onStep };
  const optimized = await prepareSandbox(search.parts, progress, { env, optLevel: "3" });
  const sandbox = await prepareSandbox(search.parts, progress, { env });
  const graph = await unitGraph({ cargo, rustc, command, args, cwd, env, onProgress: onStep });
  const platform = await platformDependencies(graph, { cargo, rustc, args, cwd, env, lockFile: workspace.lockFile });
  const crates = macroCrates(graph, await packages(graph, workspace.lockFile), platform);
  const targetDirectory = silcrowTargetDirectory(workspace.targetDirectory, "emit");
  const cache = new ModuleCache(userCacheDirectory(env));
  const modules = new MacroModules({ crates, cache, sandbox, optimized, processes: undefined, native, targetDirectory, capabilities: {} });
  await modules.findAll();
  return { loaded: [...modules.loaded.values()], names: crates.map((crate) => crate.crateName) };
}
