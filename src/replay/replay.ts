import { readFile } from "node:fs/promises";
import path from "node:path";
import { type PolicyInForce, withPoliciesOf } from "#config";
import type { MacroCrateRecord, MacrosJson } from "#format";
import { findNativeToolchain, type NativeParts, type NativeToolchain, prepareNative, type Progress, userCacheDirectory } from "#toolchain";
import {
  actionsBySignature,
  cargoInvocation,
  claimTargetDirectory,
  findWorkspace,
  forgetStaleUnits,
  graphDirectory,
  type MacroCrate,
  macroCrates,
  macroRulesFiles,
  packages,
  parseCargoLock,
  type Plan,
  plannedUnits,
  printPlan,
  readMacroSource,
  runCargo,
  rustdocStandIn,
  silcrowTargetDirectory,
  stampOf,
  type Streams,
  stubPlan,
  type UnitGraph,
  unitGraph,
  unitsDirectory,
  unitSignature,
  writePlan,
  writeShim,
} from "#cargo";
import { asError, checkMacroCrates } from "./check-macro-crates.ts";
import { checkPolicies } from "./check-policies.ts";
import { idleMacroCrates } from "./idle-macro-crates.ts";
import { matchMacroCrate } from "./match-macro-crate.ts";
import { readMacrosJson } from "./read-macros-json.ts";

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
  const workspace = await findWorkspace({ cargo, args, cwd, env });
  const targetDirectory = silcrowTargetDirectory(workspace.targetDirectory, "replay");
  await claimTargetDirectory(targetDirectory, userCache);
  const [graph, parts] = await Promise.all([
    asked,
    request.native?.parts ?? prepareNative(toolchain, progress, env),
  ]);

  const treatments = stubPlan(graph, "replay");
  if (!treatments.includes("shim")) return await runCargo({ cargo, args: [command, ...args], cwd, env }, streams);

  const cacheDirectory = request.cacheDir === undefined ? path.join(workspace.root, "macro-cache") : path.resolve(cwd, request.cacheDir);
  const facts = await packages(graph, workspace.lockFile);
  const shimmed = macroCrates(graph, facts).filter(({ unit }) => treatments[unit] === "shim");
  const idle = idleMacroCrates(graph, shimmed);
  const reading = readMacrosJson(cacheDirectory);
  // A build that calls no macro needs no cache.
  const macros = await (idle.size < shimmed.length ? reading : reading.catch(() => noMacros));
  checkPolicies(await withPoliciesOf(workspace.root, request.policies), macros, shimmed, workspace);
  const crates = shimmed.filter((crate) => !(idle.has(crate) && matchMacroCrate(crate, macros).kind === "missing"));
  for (const { unit } of shimmed.filter((crate) => !crates.includes(crate))) treatments[unit] = "stub";
  const checked = checkMacroCrates(crates, macros, cacheDirectory, parseCargoLock(await readFile(workspace.lockFile, "utf8").catch(() => "")));
  if (checked.kind === "problems") throw asError(checked.problems);

  const shims = await writeShims(targetDirectory, graph, crates, checked.records);
  const plan: Plan = {
    mode: "replay",
    host: toolchain.host,
    shimLibrary: parts.shimLibrary,
    noop: parts.noop,
    chain: workspace.wrapper,
    rustdoc: toolchain.rustdoc,
    unitsDirectory: unitsDirectory(targetDirectory),
    units: plannedUnits(graph, treatments, { shim: (unit) => shims.get(unit) as ShimAction }),
  };
  await forgetStaleUnits({
    unitsDirectory: plan.unitsDirectory,
    actions: actionsBySignature(plan),
    signatures: new Set(graph.units.map(unitSignature)),
    stamp: stampOf(plan),
    cacheDirectory,
    env,
  });
  const invocation = cargoInvocation({
    cargo,
    rustc,
    command,
    args,
    cwd,
    env,
    mode: "replay",
    wrapper: parts.wrapper,
    rustdoc: await rustdocStandIn(targetDirectory, parts.wrapper),
    plan: await writePlan(targetDirectory, printPlan(plan)),
    cacheDirectory,
    targetDirectory,
    workspace: workspace.root,
  });
  return await runCargo(invocation, streams);
}

const noMacros: MacrosJson = { silcrow_macros_version: 1, macro_crates: [] };

type ShimAction = readonly [root: string, hash: string, ...sources: string[]];

/** Writes the shims' root files; the arguments of each unit's action. */
async function writeShims(
  targetDirectory: string,
  graph: UnitGraph,
  crates: readonly MacroCrate[],
  records: readonly MacroCrateRecord[],
): Promise<Map<number, ShimAction>> {
  const shims = new Map<number, ShimAction>();
  for (const [index, crate] of crates.entries()) {
    const record = records[index] as MacroCrateRecord;
    const original = await readMacroSource(crate).catch(() => undefined);
    const { root, hash } = await writeShim(
      targetDirectory,
      {
        crateName: record.crate_name,
        item: record.macro_item,
        hash: record.macro_hash,
        keepsState: record.keeps_state === true,
        macros: record.macros.map(({ name, kind, helper_attributes }) => ({ name, kind, helperAttributes: helper_attributes })),
        rootLength: record.root_length,
        original,
        rulesFiles: original === undefined ? [] : await macroRulesFiles(graph, crate, original, record.macros),
      },
      [crate.package.name, crate.package.version, crate.package.source ?? crate.manifestDirectory, record.features.join(",")],
    );
    shims.set(crate.unit, [root, hash, ...crate.sources]);
  }
  return shims;
}
