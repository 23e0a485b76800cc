import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  type CargoCall,
  cargoInvocation,
  forgetStaleUnits,
  type MacroCrate,
  macroCrates,
  macroRulesFiles,
  packages,
  parseCargoLock,
  type Plan,
  plannedUnits,
  printPlan,
  readMacroSource,
  rustdocStandIn,
  stubPlan,
  type UnitGraph,
  unitsAhead,
  unitsDirectory,
  type Workspace,
  writePlan,
  writeShim,
} from "#cargo";
import { withPoliciesOf } from "#config";
import type { MacroCrateRecord, MacrosJson } from "#format";
import type { NativeParts, NativeToolchain } from "#toolchain";
import { asError, checkMacroCrates } from "./check-macro-crates.ts";
import { checkPolicies } from "./check-policies.ts";
import { idleMacroCrates } from "./idle-macro-crates.ts";
import { matchMacroCrate } from "./match-macro-crate.ts";
import { readMacrosJson } from "./read-macros-json.ts";
import type { ReplayRequest } from "./replay.ts";

/** What is known of the build before it is planned. */
export interface KnownBuild {
  readonly toolchain: NativeToolchain;
  readonly parts: NativeParts;
  readonly workspace: Workspace;
  readonly graph: UnitGraph;
  /** silcrow's own, claimed. */
  readonly targetDirectory: string;
}

/**
 * Checks the cache against the build, writes the plan and the stand-ins, and removes outputs that no longer hold.
 * Returns how cargo is to be called: as it was asked for where no macro crate is in the build.
 */
export async function planReplay(request: ReplayRequest, { toolchain, parts, workspace, graph, targetDirectory }: KnownBuild): Promise<CargoCall> {
  const { command, args, cwd, env } = request;
  const { cargo, rustc } = toolchain;
  const treatments = stubPlan(graph, "replay");
  if (!treatments.includes("shim")) return { cargo, args: [command, ...args], cwd, env };

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
  await forgetStaleUnits({ ...unitsAhead(plan, graph), cacheDirectory, env });
  return cargoInvocation({
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
  const written = crates.map(async (crate, index): Promise<[number, ShimAction]> => {
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
    return [crate.unit, [root, hash, ...crate.sources]];
  });
  return new Map(await Promise.all(written));
}
