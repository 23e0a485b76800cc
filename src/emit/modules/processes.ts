import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type MacroCrate, stateDirectory } from "#cargo";
import { SilcrowError } from "#diagnostics";
import type { SandboxKind } from "#format";
import type { ProcessSandbox } from "#sandbox";
import { findBubblewrap, type NativeParts, type NativeToolchain, prepareProcess, type ProcessToolchain, type Progress } from "#toolchain";
import { macroEdition } from "./macro-edition.ts";

/** What macro crates need that run as processes. */
export interface Processes {
  readonly toolchain: ProcessToolchain;
  /** Whether the configuration has a macro crate run as a process. */
  isFor(crate: MacroCrate): boolean;
  sandboxFor(crate: MacroCrate): ProcessSandbox;
  /** Removes what an emit has left that was killed. For who has the lock. */
  tidy(): Promise<void>;
}

export interface ProcessSurroundings {
  readonly native: NativeToolchain;
  readonly parts: NativeParts;
  readonly progress: Progress;
  readonly env: NodeJS.ProcessEnv;
  /** silcrow's own target directory. */
  readonly targetDirectory: string;
  readonly isOptimized: boolean;
}

/**
 * Makes ready what the macro crates need that `sandbox` names, by package; undefined where it names none. Throws SC0315
 * where the system gives no sandbox for processes: nothing else takes its place.
 */
export async function findProcesses(sandbox: Readonly<Record<string, SandboxKind>>, { native, parts, progress, env, targetDirectory, isOptimized }: ProcessSurroundings): Promise<Processes | undefined> {
  const named = new Set(Object.keys(sandbox).filter((name) => sandbox[name] === "process"));
  if (named.size === 0) return undefined;
  const bubblewrap = await findBubblewrap(env, { asAnother: true });
  if (bubblewrap.kind === "missing") {
    throw new SilcrowError("SC0315", `macros of ${[...named].join(", ")} cannot be run as processes`, {
      notes: [bubblewrap.reason],
      help: "install bubblewrap (Debian: `apt-get install bubblewrap`), or take the package out of `sandbox` in the configuration",
    });
  }
  const toolchain = await prepareProcess(native, progress, { parts, env, optLevel: isOptimized ? "3" : "0" });
  const folder = join(stateDirectory(targetDirectory), "processes");
  return {
    toolchain,
    isFor: (crate) => named.has(crate.package.name),
    sandboxFor: (crate) => ({ bubblewrap: bubblewrap.path, program: toolchain.program, edition: Number(macroEdition(crate.edition, crate.crateName)), folder }),
    tidy: () => rm(folder, { recursive: true, force: true }),
  };
}
