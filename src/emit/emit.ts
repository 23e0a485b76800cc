import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { Writable } from "node:stream";
import {
  cargoInvocation,
  claimTargetDirectory,
  crateNameOf,
  findWorkspace,
  graphDirectory,
  isOfWorkspace,
  macroCrates,
  packages,
  platformDependencies,
  type PackageFacts,
  type Plan,
  printPlan,
  runCargo,
  rustdocStandIn,
  silcrowTargetDirectory,
  stateDirectory,
  unitGraph,
  type UnitGraph,
  writePlan,
} from "#cargo";
import { enforcePolicies, type PolicyInForce, withPoliciesOf } from "#config";
import type { Capabilities, SandboxKind } from "#format";
import { SandboxPool } from "#sandbox";
import { findNativeToolchain, findSandboxToolchain, missingSandbox, prepareNative, prepareSandbox, userCacheDirectory } from "#toolchain";
import { type BuildScriptOptions, findConfinement } from "./modules/confinement.ts";
import { emitCommand } from "./emit-command.ts";
import { withEmitLock } from "./emit-lock.ts";
import { EntryWriterPool } from "./entry-writer.ts";
import { EmitProgress, type OutputStream } from "./emit-progress.ts";
import type { EmitSetting } from "./emit-setting.ts";
import { type Expander, ExpansionHost, type LoadedMacroCrate } from "./expansion-host.ts";
import { layOutEntries } from "./lay-out-entries.ts";
import { HostServer } from "./host-server.ts";
import { MacroModules } from "./modules/macro-modules.ts";
import { makePlan, sandboxDirectory } from "./modules/make-plan.ts";
import { ModuleCache } from "./modules/module-cache.ts";
import { PlatformLibraries } from "./modules/platform-libraries.ts";
import { findProcesses } from "./modules/processes.ts";
import { recordMacros } from "./record-macros.ts";
import { knownStateful, removeStateless } from "./stateful-macros.ts";
import { removeTemporaries, removeUnused } from "./remove-unused.ts";
import { isInside, usedEntries } from "./used-entries.ts";

export interface EmitRequest {
  readonly cwd: string;
  /** What stands behind `--`: a command of cargo with its arguments, or arguments of `check`. */
  readonly cargoArgs: readonly string[];
  /** Absolute; undefined for `macro-cache` in the workspace. */
  readonly cacheDir?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly streams: { readonly stdout: NodeJS.WritableStream; readonly stderr: OutputStream };
  readonly options?: EmitOptions | undefined;
  readonly hooks?: EmitHooks | undefined;
}

/** How another command has everything expanded into a folder of its own, to look at what comes out. */
export interface EmitHooks {
  /** Folder of silcrow's target directory that is used in place of emit's. */
  readonly targetFolder: "verify";
  /** Folder of a cache whose macros.json tells which macro crates keep state; otherwise that of the emit. */
  readonly knownMacros?: string | undefined;
  /** Stands between the host and the sandbox. Crates are added to the map as their modules are built. */
  readonly expander?: ((sandbox: Expander, crates: ReadonlyMap<string, LoadedMacroCrate>) => Expander) | undefined;
}

/** How macros are expanded: what emit and verify have in common. */
export interface ExpansionOptions {
  readonly deadlineSeconds?: number | undefined;
  /** Bytes. */
  readonly memoryLimit?: number | undefined;
  /** Macros that run at the same time; without it as many as there are processors. */
  readonly jobs?: number | undefined;
  /** What macros may have, by the name of their package. */
  readonly capabilities?: Readonly<Record<string, Capabilities>> | undefined;
  /** Macro crates that do not run in WebAssembly, by the name of their package. */
  readonly sandbox?: Readonly<Record<string, SandboxKind>> | undefined;
  /** What macros may have at most. */
  readonly policies?: readonly PolicyInForce[] | undefined;
  /** Which build scripts run in a sandbox, without it as many as bubblewrap allows, and their limits. */
  readonly scripts?: BuildScriptOptions | undefined;
  readonly quiet?: boolean | undefined;
  readonly color?: boolean | undefined;
}

export interface EmitOptions extends ExpansionOptions {
  /** Compiles macro crates with full optimisation: slower to build, faster to run, and kept for later emits. */
  readonly optimize?: boolean | undefined;
  /** Leaves entries in place that nothing uses. */
  readonly keepUnused?: boolean | undefined;
  /** Lays all entries out anew, whatever version of the layout they are recorded with. */
  readonly relayout?: boolean | undefined;
  /** Milliseconds to wait for another emit of the project; 10 seconds without it. */
  readonly lockPatience?: number | undefined;
}

export interface EmitSummary {
  readonly cacheDir: string;
  readonly created: number;
  readonly updated: number;
  readonly kept: number;
  readonly removed: number;
  /** Entries with a new layout and the same tokens, for which no macro ran. */
  readonly laidOut: number;
  /** Invocations that gave no expansion. */
  readonly failed: number;
  readonly seconds: number;
}

/** What an emit saw of the project. */
export interface EmitCoverage {
  /** Whether everything in the workspace was expanded, so that nothing uses an entry that was not used. */
  readonly isComplete: boolean;
  /** Folders of entries that no emit of this kind uses: those of documentation tests. */
  readonly exemptFolders: ReadonlySet<string>;
  /** Invocations that gave no expansion: crate folder, a zero character, key. */
  readonly failed: ReadonlySet<string>;
}

export interface EmitResult {
  readonly exitCode: number;
  readonly summary: EmitSummary;
  readonly coverage: EmitCoverage;
}

/**
 * Expands the macros of a project in the sandbox and brings its macro cache up to date. The exit code is 0, or
 * 1 when cargo or a macro failed; what keeps emit from running at all is thrown as a SilcrowError.
 */
export async function emit(request: EmitRequest): Promise<EmitResult> {
  const { cwd, env, streams, options = {} } = request;
  const started = performance.now();
  const progress = new EmitProgress(streams.stderr, options.quiet === true);
  const command = emitCommand(request.cargoArgs);
  const native = await findNativeToolchain({ cwd, env });
  const workspace = await findWorkspace({ cargo: native.cargo, args: command.args, cwd, env });
  const cacheDir = request.cacheDir === undefined ? join(workspace.root, "macro-cache") : resolve(cwd, request.cacheDir);
  const targetDirectory = silcrowTargetDirectory(workspace.targetDirectory, request.hooks?.targetFolder ?? "emit");
  await claimTargetDirectory(targetDirectory, userCacheDirectory(env));
  const search = await findSandboxToolchain(native, { cwd, env });
  if (search.kind === "missing") throw missingSandbox(search.ways);
  const parts = await prepareNative(native, progress, env);
  const optimized = await prepareSandbox(search.parts, progress, { env, optLevel: "3" });
  const sandbox = options.optimize === true ? optimized : await prepareSandbox(search.parts, progress, { env });
  const confinement = await findConfinement(options.scripts ?? {}, { native, workspace, targetDirectory, cwd, env });
  const processes = await findProcesses(options.sandbox ?? {}, { native, parts, progress, env, targetDirectory, isOptimized: options.optimize === true });
  const setting: EmitSetting = { env, command, native, parts, sandbox, optimized, processes, workspace, confinement, cacheDir, targetDirectory, progress };
  try {
    const lock = { patience: options.lockPatience ?? 10_000, onWait: () => progress.step("waiting for another emit of this project") };
    const counts = await withEmitLock(join(stateDirectory(targetDirectory), "lock"), lock, () => emitLocked(request, setting));
    const { exitCode, coverage, ...numbers } = counts;
    const summary = { ...numbers, cacheDir, seconds: (performance.now() - started) / 1000 };
    if (request.hooks === undefined) progress.summary(describe(summary, cwd));
    return { exitCode, summary, coverage };
  } finally {
    progress.finish();
  }
}

type Counts = Omit<EmitSummary, "cacheDir" | "seconds"> & Pick<EmitResult, "exitCode" | "coverage">;

async function emitLocked(request: EmitRequest, setting: EmitSetting): Promise<Counts> {
  const { command, native, sandbox, optimized, processes, workspace, cacheDir, targetDirectory, progress } = setting;
  const { cwd, env, options = {} } = request;
  await removeTemporaries(cacheDir, Date.now());
  await processes?.tidy();
  const asked = { cargo: native.cargo, rustc: native.rustc, command: command.command, args: command.args, cwd, env };
  const graph = await unitGraph({ ...asked, targetDirectory: graphDirectory(userCacheDirectory(env), native.id), onProgress: (line) => progress.pass(`${line}\n`) });
  const facts = await packages(graph, workspace.lockFile);
  const needed = await platformDependencies(graph, { ...asked, lockFile: workspace.lockFile });
  const crates = macroCrates(graph, facts, needed);
  const platform = new PlatformLibraries(needed, sandbox, sandboxDirectory(targetDirectory));
  const cache = new ModuleCache(userCacheDirectory(env));
  const modules = new MacroModules({ crates, cache, sandbox, optimized, processes, native, targetDirectory, capabilities: options.capabilities ?? {} });
  const rights = crates.map((crate) => ({
    ...crate.package,
    sandbox: modules.sandboxOf(crate),
    package: crate.package.name,
    capabilities: modules.capabilitiesOf(crate),
    isOwn: isOfWorkspace(crate, workspace),
  }));
  const policies = await withPoliciesOf(workspace.root, options.policies);
  enforcePolicies(policies, rights, "take the grant out of `capabilities`");
  // Before cargo starts: it compiles anew what has used an entry that is written now.
  const laidOut = await layOutEntries(cacheDir, {
    isForced: options.relayout === true,
    onBegin: () => progress.step("laying entries out anew"),
  });
  await modules.findAll();

  const pool = new SandboxPool({
    workers: options.jobs ?? availableParallelism(),
    ...(options.deadlineSeconds === undefined ? {} : { deadlineMs: options.deadlineSeconds * 1000 }),
    ...(options.memoryLimit === undefined ? {} : { memoryLimitBytes: options.memoryLimit }),
  });
  const writer = new EntryWriterPool();
  const cacheDirs = [cacheDir, sandboxCacheDir(targetDirectory, "wasm"), sandboxCacheDir(targetDirectory, "process")] as const;
  const stateful = await knownStateful(request.hooks?.knownMacros ?? cacheDir, crates);
  for (const directory of cacheDirs) await removeStateless(directory, stateful);
  let exitCode: number;
  let plan: Plan;
  let host: ExpansionHost;
  const written = new Map<string, "new" | "changed">();
  try {
    for (;;) {
      const known = stateful.size;
      host = new ExpansionHost({
        cacheDirs,
        expander: request.hooks?.expander?.(pool, modules.loaded) ?? pool,
        writer,
        macroCrates: modules.loaded,
        crateRoots: crateRootsOf(graph, facts),
        stateful,
        members: workspace.members,
        moduleBuilt: (built) => modules.built(built),
        events: progress,
      });
      await using server = await HostServer.listen(host);
      plan = await makePlan(setting, graph, crates, modules, platform);
      const current = host;
      // What rustc says against code that is about to be expanded again would only mislead.
      const isOutdated = async (): Promise<boolean> => {
        await current.followed();
        return stateful.size > known;
      };
      exitCode = await callCargo(request, setting, { plan: await writePlan(targetDirectory, printPlan(plan)), socket: server.path, isOutdated });
      await host.finish();
      for (const [path, change] of host.written) if (written.get(path) !== "new") written.set(path, change);
      if (stateful.size === known) break;
      // Their entries have to say what came before them, also those that were written before this was known.
      progress.step(`${[...stateful].slice(known).map(nameOfItem).join(", ")}: keeps state between invocations; expanding them again, in order`);
      for (const directory of cacheDirs) await removeStateless(directory, stateful);
    }
  } finally {
    await Promise.all([pool.close(), writer.close()]);
  }

  const isDone = exitCode === 0 && host.failed.size === 0;
  const { used, isCertain } = await usedEntries(targetDirectory, graph, plan, cacheDir);
  const isComplete = isDone && isCertain && command.isComplete;
  const removesUnused = isComplete && options.keepUnused !== true;
  await recordMacros(cacheDir, modules.records(stateful), !removesUnused);
  // Doc tests are not compiled by any `check`; their entries go with their crate.
  const documented = new Set(graph.units.map((unit) => `${crateNameOf(unit)}_doctests`));
  const removed = removesUnused ? await removeUnused(cacheDir, used, (directory) => documented.has(directory)) : 0;
  const own = [...written].filter(([path]) => isInside(cacheDir, path) && (used.has(path) || existsSync(path)));
  const created = own.filter(([, change]) => change === "new").length;
  const updated = own.length - created;
  const kept = [...used].filter((path) => !written.has(path)).length;
  const coverage = { isComplete, exemptFolders: documented, failed: host.failed };
  return { exitCode: isDone ? 0 : 1, created, updated, kept, removed, laidOut, failed: host.failed.size, coverage };
}

interface CargoRun {
  readonly plan: string;
  readonly socket: string;
  /** Whether complaints of rustc may be about expansions that do not hold. */
  readonly isOutdated: () => Promise<boolean>;
}

async function callCargo(request: EmitRequest, setting: EmitSetting, { plan, socket, isOutdated }: CargoRun): Promise<number> {
  const { command, native, parts, cacheDir, targetDirectory, progress } = setting;
  const { cwd, env, streams, options = {} } = request;
  const call = cargoInvocation({
    cargo: native.cargo,
    rustc: native.rustc,
    command: command.command,
    args: options.quiet === true ? ["--quiet", ...command.args] : command.args,
    cwd,
    // cargo sees a pipe where its user may have a terminal.
    env: { ...env, CARGO_TERM_COLOR: env["CARGO_TERM_COLOR"] ?? (options.color === true ? "always" : "never") },
    mode: "emit",
    wrapper: parts.wrapper,
    rustdoc: await rustdocStandIn(targetDirectory, parts.wrapper),
    plan,
    cacheDirectory: cacheDir,
    targetDirectory,
    workspace: setting.workspace.root,
    confinement: setting.confinement,
    socket,
  });
  // From the first complaint on: a message may come in several pieces.
  let omitting = false;
  const stderr = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      const isOmitted = complains(chunk) ? isOutdated() : Promise.resolve(omitting);
      void isOmitted
        .then((isOmittedNow) => {
          omitting = isOmittedNow;
          if (!omitting) progress.pass(chunk);
        })
        .then(() => done(), done);
    },
  });
  const exitCode = await runCargo(call, { stdout: streams.stdout as Writable, stderr });
  await new Promise<void>((resolve) => stderr.end(resolve));
  return exitCode;
}

function complains(chunk: Uint8Array): boolean {
  return /^(?:\u001b\[[\d;]*m)*(?:error|warning)/m.test(Buffer.from(chunk).toString("latin1"));
}

/** Where entries go for macros that macro crates use themselves: they are no part of the project's cache. */
function sandboxCacheDir(targetDirectory: string, kind: SandboxKind): string {
  return join(sandboxDirectory(targetDirectory, kind), "macro-cache");
}

function crateRootsOf(graph: UnitGraph, facts: ReadonlyMap<string, PackageFacts>): (crateName: string, manifestDirectory: string) => string[] {
  return (crateName, manifestDirectory) => {
    const named = graph.units.filter((unit) => crateNameOf(unit) === crateName);
    const own = named.filter((unit) => facts.get(unit.packageId)?.manifestDirectory === manifestDirectory);
    return [...new Set((own.length > 0 ? own : named).map((unit) => unit.target.root))];
  };
}

/** `enum_dispatch_0123456789ab` without its hash. */
function nameOfItem(item: string): string {
  return item.replace(/_[0-9a-f]{12}$/, "");
}

function describe({ created, updated, kept, removed, laidOut, failed, cacheDir, seconds }: EmitSummary, cwd: string): string {
  const parts = [`emitted ${created} new ${created === 1 ? "entry" : "entries"}`];
  if (updated > 0) parts.push(`${updated} updated`);
  parts.push(`${kept} kept`);
  if (removed > 0) parts.push(`${removed} removed`);
  if (laidOut > 0) parts.push(`${laidOut} laid out anew`);
  if (failed > 0) parts.push(`${failed} failed`);
  return `${parts.join(", ")} in ${relative(cwd, cacheDir) || "."} (${seconds.toFixed(1)} s)`;
}
