import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Writable } from "node:stream";
import { findWorkspace, parseCargoArguments, readUnitRecords, runCargo, silcrowTargetDirectory, unitsDirectory } from "#cargo";
import type { PolicyInForce } from "#config";
import { SilcrowError } from "#diagnostics";
import { replay } from "#replay";
import { findNativeToolchain, prepareNative, type Progress } from "#toolchain";
import type { BuildComparison } from "./build-comparison.ts";
import { parseCargoMessages } from "./cargo-messages.ts";
import { type Build, compareCrates } from "./compare-crates.ts";
import { viewsFolder } from "./compare-views.ts";
import type { CompilerView } from "./compiler-view.ts";
import { printViews } from "./print-views.ts";
import { callsWithExpansions, installRecorder, type RustcCall, takeRustcCalls } from "./rustc-calls.ts";

export interface CompareRequest {
  /** `build`, or `check` to compare no artefacts. */
  readonly command: "build" | "check";
  /** Arguments of that command. */
  readonly args: readonly string[];
  /** What rustc is to print of each unit and is compared, for which it is told to allow unstable options. */
  readonly views: readonly CompilerView[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The macro cache; `macro-cache` in the workspace's root without it. Relative to `cwd`. */
  readonly cacheDir?: string | undefined;
  readonly policies?: readonly PolicyInForce[] | undefined;
  /** Takes what cargo says meanwhile. */
  readonly stderr: Writable;
  readonly progress: Progress;
}

/**
 * Builds a project from the macro cache and with ordinary cargo, which runs its macros, both from nothing, and
 * compares what comes out. Both builds happen in one folder, one after the other, so that the paths are equal
 * that find their way into the output. Throws what stops a replay before cargo starts, and SC0401 when cargo
 * fails in both builds without saying anything about the code.
 */
export async function compareBuilds(request: CompareRequest): Promise<BuildComparison> {
  const { args, cwd, env, progress } = request;
  const toolchain = await findNativeToolchain({ cwd, env });
  const { targetDirectory } = await findWorkspace({ cargo: toolchain.cargo, args, cwd, env });
  const folder = path.join(targetDirectory, "silcrow", "compare");
  const live = silcrowTargetDirectory(folder, "replay");
  const folders = { ordinary: path.join(folder, "ordinary"), replayed: path.join(folder, "replayed") };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });

  const parts = await prepareNative(toolchain, progress, env);
  const { views } = request;
  const rustc = views.length === 0 ? toolchain.rustc : await installRecorder(folder, parts.recorder, toolchain.rustc);
  const printed = path.join(folder, "views");

  const build = async (name: "ordinary" | "replayed", run: (streams: Streams) => Promise<number>, unitsToPrint: UnitsToPrint): Promise<Build> => {
    const stdout = new Collected();
    const exitCode = await run({ stdout, stderr: request.stderr });
    const calls = views.length === 0 ? [] : await unitsToPrint(await takeRustcCalls(folder));
    if (calls.length > 0) progress.step(`printing ${views.join(", ")} of ${calls.length} ${calls.length === 1 ? "unit" : "units"}`);
    await mkdir(printed);
    // What units depend on is where it was when they were compiled, until the build is moved away.
    await printViews({ rustc: toolchain.rustc, calls, views, folder: printed });
    await rename(live, folders[name]);
    await rename(printed, path.join(folders[name], viewsFolder));
    return { exitCode, calls, messages: parseCargoMessages(stdout.text()) };
  };
  const { own, trailing } = parseCargoArguments(args);
  const cargoArgs = [...own, "--keep-going", "--message-format=json", ...trailing];
  const { command, cacheDir } = request;
  progress.step("building from the macro cache");
  const replayed = await build(
    "replayed",
    (streams) =>
      replay({
        command,
        args: ["--target-dir", folder, ...cargoArgs],
        cwd,
        env,
        cacheDir,
        policies: request.policies,
        streams,
        progress,
        native: { toolchain: { ...toolchain, rustc }, parts },
      }),
    (calls) => callsWithExpansions(calls, unitsDirectory(live)),
  );
  const records = readUnitRecords(unitsDirectory(folders.replayed));
  // Without records nothing was answered from the cache: the project uses no procedural macros.
  if (records.length === 0 && replayed.exitCode === 0) {
    return { equal: true, exitCodes: { ordinary: 0, replayed: 0 }, folders, crates: [] };
  }
  progress.step("building with ordinary cargo, which runs macros");
  const units = new Set(replayed.calls.map(({ unit }) => unit));
  // As at replay, past a compiler cache: it would answer without a call that could be recorded.
  const ordinaryEnvironment = { ...env, RUSTC_WRAPPER: "", RUSTC: rustc, RUSTDOC: toolchain.rustdoc, CARGO_TARGET_DIR: live, CARGO_BUILD_BUILD_DIR: live };
  const ordinary = await build(
    "ordinary",
    (streams) => runCargo({ cargo: toolchain.cargo, args: [command, ...cargoArgs], cwd, env: ordinaryEnvironment }, streams),
    (calls) => calls.filter(({ unit }) => units.has(unit)),
  );
  if (ordinary.exitCode !== 0 && replayed.exitCode !== 0 && [ordinary, replayed].every(saysNothing)) {
    throw new SilcrowError("SC0401", "cargo can build the project neither way, and says nothing about its code", {
      help: "try `cargo build` with the same arguments",
    });
  }

  const replaced = records.map(({ record }) => record).filter(({ action }) => /^(shim|stub|noop)\b/.test(action));
  const replacedRoots = new Set(replaced.map(({ signature }) => signature.split("|")[0] ?? ""));
  const crates = await compareCrates({ ordinary, replayed, folders, live, views, replacedRoots, parts });
  const exitCodes = { ordinary: ordinary.exitCode, replayed: replayed.exitCode };
  const equal = exitCodes.ordinary === exitCodes.replayed && crates.every(({ differences }) => differences.length === 0);
  return { equal, exitCodes, folders, crates };
}

interface Streams {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

type UnitsToPrint = (calls: readonly RustcCall[]) => Promise<readonly RustcCall[]> | readonly RustcCall[];

function saysNothing({ messages }: Build): boolean {
  return messages.diagnostics.every(({ level }) => level !== "error");
}

/** Keeps what is written to it. */
class Collected extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
