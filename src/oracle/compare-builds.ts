import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Writable } from "node:stream";
import { findWorkspace, parseCargoArguments, readUnitRecords, runCargo, silcrowTargetDirectory, unitsDirectory } from "#cargo";
import type { PolicyInForce } from "#config";
import { SilcrowError } from "#diagnostics";
import { replay } from "#replay";
import { findNativeToolchain, type NativeParts, prepareNative, type Progress } from "#toolchain";
import type { BuildComparison, CrateComparison, Difference } from "./build-comparison.ts";
import { type CargoMessages, type CrateName, parseCargoMessages } from "./cargo-messages.ts";
import { compareArtefact } from "./compare-artefacts.ts";
import { compareDiagnostics } from "./compare-diagnostics.ts";
import { compareExpanded, expandedFolder } from "./compare-expanded.ts";
import { rustcRecorder } from "./rustc-recorder.ts";

export interface CompareRequest {
  /** `build`, or `check` to compare no artefacts. */
  readonly command: "build" | "check";
  /** Arguments of that command. */
  readonly args: readonly string[];
  /** Whether to compare expanded sources, for which rustc is told to allow unstable options. */
  readonly expanded: boolean;
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
  const side = path.join(folder, "side");
  const recorder = path.join(folder, "rustc");
  const expanded = path.join(folder, "expanded");
  const script = rustcRecorder({
    rustc: toolchain.rustc,
    side,
    expanded,
    reference: path.join(folders.replayed, expandedFolder),
  });
  await writeFile(recorder, script, { mode: 0o755 });
  const rustc = request.expanded ? recorder : toolchain.rustc;

  const build = async (name: "ordinary" | "replayed", run: (streams: Streams) => Promise<number>): Promise<Build> => {
    await writeFile(side, `${name}\n`);
    await mkdir(expanded);
    const stdout = new Collected();
    const exitCode = await run({ stdout, stderr: request.stderr });
    await rename(live, folders[name]);
    await rename(expanded, path.join(folders[name], expandedFolder));
    return { exitCode, messages: parseCargoMessages(stdout.text()) };
  };
  const { own, trailing } = parseCargoArguments(args);
  const cargoArgs = [...own, "--keep-going", "--message-format=json", ...trailing];
  const { command, cacheDir } = request;
  progress.step("building from the macro cache");
  const replayed = await build("replayed", (streams) =>
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
  );
  const records = await readUnitRecords(unitsDirectory(folders.replayed));
  // Without records nothing was answered from the cache: the project uses no procedural macros.
  if (records.length === 0 && replayed.exitCode === 0) {
    return { equal: true, exitCodes: { ordinary: 0, replayed: 0 }, folders, crates: [] };
  }
  progress.step("building with ordinary cargo, which runs macros");
  const ordinary = await build("ordinary", (streams) =>
    runCargo(
      {
        cargo: toolchain.cargo,
        args: [command, ...cargoArgs],
        cwd,
        env: { ...env, RUSTC: rustc, RUSTDOC: toolchain.rustdoc, CARGO_TARGET_DIR: live, CARGO_BUILD_BUILD_DIR: live },
      },
      streams,
    ),
  );
  if (ordinary.exitCode !== 0 && replayed.exitCode !== 0 && [ordinary, replayed].every(saysNothing)) {
    throw new SilcrowError("SC0401", "cargo can build the project neither way, and says nothing about its code", {
      help: "try `cargo build` with the same arguments",
    });
  }

  const replaced = records.map(({ record }) => record).filter(({ action }) => /^(shim|stub|noop)\b/.test(action));
  const replacedRoots = new Set(replaced.map(({ signature }) => signature.split("|")[0] ?? ""));
  const crates = await compareCrates({ ordinary, replayed, folders, live, replacedRoots, parts });
  const exitCodes = { ordinary: ordinary.exitCode, replayed: replayed.exitCode };
  const equal = exitCodes.ordinary === exitCodes.replayed && crates.every(({ differences }) => differences.length === 0);
  return { equal, exitCodes, folders, crates };
}

interface Streams {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

interface Build {
  readonly exitCode: number;
  readonly messages: CargoMessages;
}

interface Builds {
  readonly ordinary: Build;
  readonly replayed: Build;
  readonly folders: BuildComparison["folders"];
  /** The folder in which both were built. */
  readonly live: string;
  readonly replacedRoots: ReadonlySet<string>;
  readonly parts: NativeParts;
}

async function compareCrates({ ordinary, replayed, folders, live, replacedRoots, parts }: Builds): Promise<CrateComparison[]> {
  const crates = new Map<string, CrateName & { expanded: number; diagnostics: number; artefacts: number; differences: Difference[] }>();
  const crateOf = ({ package: name, crate }: CrateName) => {
    const key = `${name} ${crate}`;
    const known = crates.get(key) ?? { package: name, crate, expanded: 0, diagnostics: 0, artefacts: 0, differences: [] };
    crates.set(key, known);
    return known;
  };

  for (const unit of await compareExpanded(folders.ordinary, folders.replayed)) {
    const crate = crateOf(unit);
    crate.expanded++;
    if (unit.difference !== undefined) crate.differences.push(unit.difference);
  }

  const said = Object.groupBy([...ordinary.messages.diagnostics, ...replayed.messages.diagnostics], (message) => `${message.package} ${message.crate}`);
  for (const messages of Object.values(said)) {
    const [first] = messages ?? [];
    if (messages === undefined || first === undefined) continue;
    const of = ({ messages: { diagnostics } }: Build) => diagnostics.filter((message) => messages.includes(message));
    const difference = compareDiagnostics(of(ordinary), of(replayed), replacedRoots);
    const crate = crateOf(first);
    crate.diagnostics += of(ordinary).length;
    if (difference !== undefined) crate.differences.push(difference);
  }

  const noop = await readFile(parts.noop);
  const seen = new Set<string>();
  for (const artefact of [...ordinary.messages.artefacts, ...replayed.messages.artefacts]) {
    for (const absolute of artefact.files) {
      const file = path.relative(live, absolute);
      if (seen.has(file)) continue;
      seen.add(file);
      const result = await compareArtefact(file, folders, noop);
      if (result === "notCompiled") continue;
      const crate = crateOf(artefact);
      crate.artefacts++;
      if (result !== "equal") crate.differences.push(result);
    }
  }
  return [...crates.values()]
    .map(({ package: name, crate, differences, ...compared }) => ({ package: name, crate, compared, differences }))
    .sort((a, b) => (`${a.package} ${a.crate}` < `${b.package} ${b.crate}` ? -1 : 1));
}

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
