import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Workspace } from "#cargo";
import { SilcrowError } from "#diagnostics";
import { findBubblewrap, findProgram, type NativeToolchain, userCacheDirectory } from "#toolchain";

/**
 * Whether build scripts run in a sandbox. `sandbox`: those of packages that only macro crates need, which replay does
 * not run; `sandbox-all`: those of all packages; `native`: none. Without a setting, as `sandbox` where there is
 * bubblewrap and as `native` where there is none.
 */
export type BuildScripts = "sandbox" | "sandbox-all" | "native";

export interface Confinement {
  readonly scripts: "macros" | "all";
  readonly bubblewrap: string;
  /** Paths that stay visible though they lie in the home folder or among temporary files. */
  readonly visible: readonly string[];
  /** Wall-clock time of one script. */
  readonly seconds: number;
  /** Bytes that one process of a script may write to. */
  readonly memory: number;
}

/** What build scripts may take where nobody says otherwise: they compile whole libraries. */
const defaultLimits = { seconds: 1200, memory: 4 * 1024 ** 3 } as const;

/** How build scripts run. */
export interface BuildScriptOptions {
  readonly buildScripts?: BuildScripts | undefined;
  readonly buildScriptSeconds?: number | undefined;
  /** Bytes. */
  readonly buildScriptMemory?: number | undefined;
}

export interface ConfinementSurroundings {
  readonly native: Pick<NativeToolchain, "rustc">;
  readonly workspace: Pick<Workspace, "root" | "wrapper">;
  readonly targetDirectory: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Throws SC0315 where a sandbox is asked for that the system does not give. */
export async function findConfinement(
  { buildScripts: setting, buildScriptSeconds, buildScriptMemory }: BuildScriptOptions,
  { native, workspace, targetDirectory, cwd, env }: ConfinementSurroundings,
): Promise<Confinement | undefined> {
  if (setting === "native") return undefined;
  const bubblewrap = await findBubblewrap(env);
  if (bubblewrap.kind === "missing") {
    if (setting === undefined) return undefined;
    throw new SilcrowError("SC0315", "build scripts cannot be run in a sandbox", { notes: [bubblewrap.reason] });
  }
  const home = env["HOME"] || homedir();
  // Scripts that try out the compiler start it as cargo does: through the user's own wrapper.
  const wrapper = workspace.wrapper === undefined ? undefined : await findProgram(workspace.wrapper, env, cwd);
  const visible = [
    env["CARGO_HOME"] || join(home, ".cargo"),
    env["RUSTUP_HOME"] || join(home, ".rustup"),
    dirname(dirname(native.rustc)),
    userCacheDirectory(env),
    workspace.root,
    targetDirectory,
    ...(wrapper === undefined ? [] : [wrapper]),
  ];
  return { scripts: setting === "sandbox-all" ? "all" : "macros", bubblewrap: bubblewrap.path, visible, seconds: buildScriptSeconds ?? defaultLimits.seconds, memory: buildScriptMemory ?? defaultLimits.memory };
}
