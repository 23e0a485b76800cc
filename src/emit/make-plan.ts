import { join } from "node:path";
import {
  actionsBySignature,
  forgetStaleUnits,
  type MacroCrate,
  type Plan,
  plannedUnits,
  readUnitRecords,
  stampOf,
  stateDirectory,
  type UnitGraph,
  unitsDirectory,
  unitSignature,
} from "#cargo";
import type { EmitSetting } from "./emit-setting.ts";
import type { PlatformLibraries } from "./platform-libraries.ts";
import type { MacroModules } from "./macro-modules.ts";
import { planUnits } from "./plan-units.ts";

/** Where what is compiled for the sandbox goes. */
export function sandboxDirectory(targetDirectory: string): string {
  return join(stateDirectory(targetDirectory), "sandbox");
}

/** Makes the plan, writes the shims, and makes cargo forget what it would wrongly take for fresh. */
export async function makePlan(setting: EmitSetting, graph: UnitGraph, crates: readonly MacroCrate[], modules: MacroModules, platform: PlatformLibraries): Promise<Plan> {
  const { native, parts, sandbox, workspace, cacheDir, targetDirectory, env } = setting;
  const records = new Map((await readUnitRecords(unitsDirectory(targetDirectory))).map(({ record }) => [record.signature, record]));
  const wasmMacro = (crate: MacroCrate) => [modules.unitId(crate), modules.outputOf(crate), ...platform.externs(graph, crate.unit)] as const;
  const treatments = planUnits({
    graph,
    macroCrates: crates,
    isAtHand: (crate) => modules.has(crate),
    records,
    confine: setting.confinement?.scripts,
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
  if (treatments.some((treatment) => treatment === "wasm-macro")) await platform.compileAll(env);
  const plan: Plan = {
    mode: "emit",
    host: native.host,
    shimLibrary: parts.shimLibrary,
    noop: parts.noop,
    confine: setting.confinement === undefined ? undefined : parts.confine,
    chain: workspace.wrapper,
    rustdoc: native.rustdoc,
    unitsDirectory: unitsDirectory(targetDirectory),
    sandbox: {
      rustc: sandbox.rustc,
      arguments: sandbox.arguments,
      linkArguments: sandbox.linkArguments,
      environment: sandbox.environment,
      directory: sandboxDirectory(targetDirectory),
      shimLibrary: sandbox.shimLibrary,
    },
    units: plannedUnits(graph, treatments, {
      shim: (unit) => {
        const shim = shims.get(unit);
        if (shim === undefined) throw new Error(`unit ${unit} has no shim`);
        return shim;
      },
      platform: (unit) => platform.externs(graph, unit),
      wasmMacro: (unit) => wasmMacro(crateOf(unit)),
    }),
  };
  await forgetStaleUnits({
    unitsDirectory: plan.unitsDirectory,
    actions: actionsBySignature(plan),
    signatures: new Set(graph.units.map(unitSignature)),
    stamp: stampOf(plan),
    cacheDirectory: cacheDir,
    env,
  });
  return plan;
}
