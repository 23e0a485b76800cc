import type { Workspace } from "#cargo";
import type { NativeParts, NativeToolchain, SandboxToolchain } from "#toolchain";
import type { emitCommand } from "./emit-command.ts";
import type { Confinement } from "./modules/confinement.ts";
import type { Processes } from "./modules/processes.ts";
import type { EmitProgress } from "./emit-progress.ts";

/** What is known before anything is done. */
export interface EmitSetting {
  readonly env: NodeJS.ProcessEnv;
  readonly command: ReturnType<typeof emitCommand>;
  readonly native: NativeToolchain;
  readonly parts: NativeParts;
  /** What modules are compiled with in this emit. */
  readonly sandbox: SandboxToolchain;
  /** What the better modules were compiled with that an earlier emit may have left in the user's cache. */
  readonly optimized: SandboxToolchain;
  /** For macro crates that the configuration has run as processes; undefined where it names none. */
  readonly processes: Processes | undefined;
  readonly workspace: Workspace;
  /** How build scripts are kept in a sandbox; undefined where they are not. */
  readonly confinement: Confinement | undefined;
  readonly cacheDir: string;
  readonly targetDirectory: string;
  readonly progress: EmitProgress;
}
