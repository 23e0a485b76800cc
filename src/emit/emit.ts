import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { Writable } from "node:stream";
import {
  actionsBySignature,
  cargoInvocation,
  claimTargetDirectory,
  crateNameOf,
  findWorkspace,
  forgetStaleUnits,
  type MacroCrate,
  macroCrates,
  packages,
  type PackageFacts,
  type Plan,
  plannedUnits,
  printPlan,
  readUnitRecords,
  runCargo,
  rustdocStandIn,
  silcrowTargetDirectory,
  stampOf,
  stateDirectory,
  unitGraph,
  type UnitGraph,
  unitsDirectory,
  unitSignature,
  writePlan,
} from "#cargo";
import { SandboxPool } from "#sandbox";
import {
  findNativeToolchain,
  findSandboxToolchain,
  missingSandbox,
  type NativeParts,
  type NativeToolchain,
  prepareNative,
  prepareSandbox,
  type SandboxToolchain,
  userCacheDirectory,
} from "#toolchain";
import { emitCommand } from "./emit-command.ts";
import { withEmitLock } from "./emit-lock.ts";
import { EmitProgress, type OutputStream } from "./emit-progress.ts";
import { ExpansionHost } from "./expansion-host.ts";
import { HostServer } from "./host-server.ts";
import { MacroModules } from "./macro-modules.ts";
import { ModuleCache } from "./module-cache.ts";
import { planUnits } from "./plan-units.ts";
import { recordMacros } from "./record-macros.ts";
import { removeTemporaries, removeUnused } from "./remove-unused.ts";

export interface EmitRequest {
  readonly cwd: string;
  /** What stands behind `--`: a command of cargo with its arguments, or arguments of `check`. */
  readonly cargoArgs: readonly string[];
  /** Absolute; undefined for `macro-cache` in the workspace. */
  readonly cacheDir?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly streams: { readonly stdout: NodeJS.WritableStream; readonly stderr: OutputStream };
  readonly options?: EmitOptions | undefined;
}

export interface EmitOptions {
  readonly deadlineSeconds?: number | undefined;
  /** Bytes. */
  readonly memoryLimit?: number | undefined;
  /** Macros that run at the same time; without it as many as there are processors. */
  readonly jobs?: number | undefined;
  /** Leaves entries in place that nothing uses. */
  readonly keepUnused?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly color?: boolean | undefined;
  /** Milliseconds to wait for another emit of the project; 10 seconds without it. */
  readonly lockPatience?: number | undefined;
}

export interface EmitSummary {
  readonly cacheDir: string;
  readonly created: number;
  readonly updated: number;
  readonly kept: number;
  readonly removed: number;
  /** Invocations that gave no expansion. */
  readonly failed: number;
  readonly seconds: number;
}

/**
 * Expands the macros of a project in the sandbox and brings its macro cache up to date. The exit code is 0, or
 * 1 when cargo or a macro failed; what keeps emit from running at all is thrown as a SilcrowError.
 */
export async function emit(request: EmitRequest): Promise<{ exitCode: number; summary: EmitSummary }> {
  const { cwd, env, streams, options = {} } = request;
  const started = performance.now();
  const progress = new EmitProgress(streams.stderr, options.quiet === true);
  const command = emitCommand(request.cargoArgs);
  const native = await findNativeToolchain({ cwd, env });
  const workspace = await findWorkspace({ cargo: native.cargo, args: command.args, cwd, env });
  const cacheDir = request.cacheDir === undefined ? join(workspace.root, "macro-cache") : resolve(cwd, request.cacheDir);
  const targetDirectory = silcrowTargetDirectory(workspace.targetDirectory, "emit");
  await claimTargetDirectory(targetDirectory);
  const search = await findSandboxToolchain(native, { cwd, env });
  if (search.kind === "missing") throw missingSandbox(search.ways);
  const parts = await prepareNative(native, progress, env);
  const sandbox = await prepareSandbox(search.parts, progress, { env });
  const setting: Setting = { request, command, native, parts, sandbox, workspace, cacheDir, targetDirectory, progress };
  try {
    const lock = { patience: options.lockPatience ?? 10_000, onWait: () => progress.step("waiting for another emit of this project") };
    const counts = await withEmitLock(join(stateDirectory(targetDirectory), "lock"), lock, () => emitLocked(setting));
    const summary = { ...counts, cacheDir, seconds: (performance.now() - started) / 1000 };
    progress.summary(describe(summary, cwd));
    return { exitCode: counts.exitCode, summary };
  } finally {
    progress.finish();
  }
}

/** What is known before anything is done. */
interface Setting {
  readonly request: EmitRequest;
  readonly command: ReturnType<typeof emitCommand>;
  readonly native: NativeToolchain;
  readonly parts: NativeParts;
  readonly sandbox: SandboxToolchain;
  readonly workspace: Awaited<ReturnType<typeof findWorkspace>>;
  readonly cacheDir: string;
  readonly targetDirectory: string;
  readonly progress: EmitProgress;
}

async function emitLocked(setting: Setting): Promise<Omit<EmitSummary, "cacheDir" | "seconds"> & { exitCode: number }> {
  const { request, command, native, sandbox, workspace, cacheDir, targetDirectory, progress } = setting;
  const { cwd, env, options = {} } = request;
  await removeTemporaries(cacheDir, Date.now());
  const asked = { cargo: native.cargo, rustc: native.rustc, command: command.command, args: command.args, cwd, env };
  const graph = await unitGraph({ ...asked, onProgress: (line) => progress.pass(`${line}\n`) });
  const facts = await packages(graph, workspace.lockFile);
  const crates = macroCrates(graph, facts);
  const cache = new ModuleCache(userCacheDirectory(env));
  const modules = new MacroModules({ crates, cache, sandbox, native, targetDirectory });
  await modules.findAll();

  const pool = new SandboxPool({
    workers: options.jobs ?? availableParallelism(),
    ...(options.deadlineSeconds === undefined ? {} : { deadlineMs: options.deadlineSeconds * 1000 }),
    ...(options.memoryLimit === undefined ? {} : { memoryLimitBytes: options.memoryLimit }),
  });
  const host = new ExpansionHost({
    cacheDirs: [cacheDir, sandboxCacheDir(targetDirectory)],
    expander: pool,
    macroCrates: modules.loaded,
    crateRoots: crateRootsOf(graph, facts),
    moduleBuilt: (built) => modules.built(built),
    events: progress,
  });
  let exitCode: number;
  let plan: Plan;
  try {
    await using server = await HostServer.listen(host);
    plan = await makePlan(setting, graph, crates, modules);
    exitCode = await callCargo(setting, await writePlan(targetDirectory, printPlan(plan)), server.path);
  } finally {
    await pool.close();
  }

  const isDone = exitCode === 0 && host.failed.size === 0;
  const { used, isCertain } = await usedEntries(targetDirectory, graph, plan, cacheDir);
  const removesUnused = isDone && isCertain && command.isComplete && options.keepUnused !== true;
  await recordMacros(cacheDir, modules.records(), !removesUnused);
  // Doc tests are not compiled by any `check`; their entries go with their crate.
  const documented = new Set(graph.units.map((unit) => `${crateNameOf(unit)}_doctests`));
  const removed = removesUnused ? await removeUnused(cacheDir, used, (directory) => documented.has(directory)) : 0;
  const written = [...host.written].filter(([path]) => isInside(cacheDir, path));
  const created = written.filter(([, change]) => change === "new").length;
  const updated = written.length - created;
  const kept = [...used].filter((path) => !host.written.has(path)).length;
  return { exitCode: isDone ? 0 : 1, created, updated, kept, removed, failed: host.failed.size };
}

/** Makes the plan, writes the shims, and makes cargo forget what it would wrongly take for fresh. */
async function makePlan(setting: Setting, graph: UnitGraph, crates: readonly MacroCrate[], modules: MacroModules): Promise<Plan> {
  const { native, parts, sandbox, workspace, cacheDir, targetDirectory, request } = setting;
  const records = new Map((await readUnitRecords(unitsDirectory(targetDirectory))).map(({ record }) => [record.signature, record]));
  const wasmMacro = (crate: MacroCrate) => [modules.unitId(crate), modules.outputOf(crate)] as const;
  const treatments = planUnits({
    graph,
    macroCrates: crates,
    isAtHand: (crate) => modules.has(crate),
    records,
    wasmAction: (crate) => ["wasm-macro", ...wasmMacro(crate)].join("\t"),
  });
  const byUnit = new Map(crates.map((crate) => [crate.unit, crate]));
  const crateOf = (unit: number): MacroCrate => {
    const crate = byUnit.get(unit);
    if (crate === undefined) throw new Error(`unit ${unit} is no macro crate`);
    return crate;
  };
  const shims = new Map<number, readonly [string, string, ...string[]]>();
  for (const [unit, treatment] of treatments.entries()) {
    if (treatment !== "shim") continue;
    const crate = crateOf(unit);
    const { root, hash } = await modules.writeShim(crate);
    shims.set(unit, [root, hash, ...crate.sources]);
  }
  const plan: Plan = {
    mode: "emit",
    host: native.host,
    shimLibrary: parts.shimLibrary,
    noop: parts.noop,
    chain: workspace.wrapper,
    rustdoc: native.rustdoc,
    unitsDirectory: unitsDirectory(targetDirectory),
    sandbox: {
      rustc: sandbox.rustc,
      arguments: sandbox.arguments,
      linkArguments: sandbox.linkArguments,
      environment: sandbox.environment,
      directory: join(stateDirectory(targetDirectory), "sandbox"),
      shimLibrary: sandbox.shimLibrary,
    },
    units: plannedUnits(graph, treatments, {
      shim: (unit) => {
        const shim = shims.get(unit);
        if (shim === undefined) throw new Error(`unit ${unit} has no shim`);
        return shim;
      },
      wasmMacro: (unit) => wasmMacro(crateOf(unit)),
    }),
  };
  await forgetStaleUnits({
    unitsDirectory: plan.unitsDirectory,
    actions: actionsBySignature(plan),
    signatures: new Set(graph.units.map(unitSignature)),
    stamp: stampOf(plan),
    cacheDirectory: cacheDir,
    env: request.env,
  });
  return plan;
}

async function callCargo(setting: Setting, plan: string, socket: string): Promise<number> {
  const { request, command, native, parts, cacheDir, targetDirectory, progress } = setting;
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
    socket,
  });
  const stderr = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      progress.pass(chunk);
      done();
    },
  });
  return await runCargo(call, { stdout: streams.stdout as Writable, stderr });
}

/** Where entries go for macros that macro crates use themselves: they are no part of the project's cache. */
function sandboxCacheDir(targetDirectory: string): string {
  return join(stateDirectory(targetDirectory), "sandbox", "macro-cache");
}

/**
 * The entries in the cache that the units of the graph were compiled from, fresh ones included. It is certain
 * that there are no others when each unit that may use macros has left its record.
 */
async function usedEntries(
  targetDirectory: string,
  graph: UnitGraph,
  plan: Plan,
  cacheDir: string,
): Promise<{ used: Set<string>; isCertain: boolean }> {
  const signatures = new Set(graph.units.map(unitSignature));
  const records = (await readUnitRecords(unitsDirectory(targetDirectory))).map(({ record }) => record);
  const recorded = new Set(records.map(({ signature }) => signature));
  const isCertain = plan.units.every(({ signature, action }) => !mayExpand.has(action[0]) || recorded.has(signature));
  const entries = records.filter(({ signature }) => signatures.has(signature) || isOfDocTests(signature)).flatMap((record) => record.entries);
  return { used: new Set(entries.map(({ path }) => path).filter((path) => isInside(cacheDir, path))), isCertain };
}

/** Only `cargo test` compiles doc tests, outside of its graph; their entries stay in use until it does so again. */
function isOfDocTests(signature: string): boolean {
  return signature.startsWith("doctests|");
}

const mayExpand: ReadonlySet<string> = new Set(["expand", "wasm-and-native"]);

function isInside(directory: string, path: string): boolean {
  return path.startsWith(`${directory}/`);
}

function crateRootsOf(graph: UnitGraph, facts: ReadonlyMap<string, PackageFacts>): (crateName: string, manifestDirectory: string) => string[] {
  return (crateName, manifestDirectory) => {
    const named = graph.units.filter((unit) => crateNameOf(unit) === crateName);
    const own = named.filter((unit) => facts.get(unit.packageId)?.manifestDirectory === manifestDirectory);
    return [...new Set((own.length > 0 ? own : named).map((unit) => unit.target.root))];
  };
}

function describe({ created, updated, kept, removed, failed, cacheDir, seconds }: EmitSummary, cwd: string): string {
  const parts = [`emitted ${created} new ${created === 1 ? "entry" : "entries"}`];
  if (updated > 0) parts.push(`${updated} updated`);
  parts.push(`${kept} kept`);
  if (removed > 0) parts.push(`${removed} removed`);
  if (failed > 0) parts.push(`${failed} failed`);
  return `${parts.join(", ")} in ${relative(cwd, cacheDir) || "."} (${seconds.toFixed(1)} s)`;
}
