import { join } from "node:path";
import {
  forgetStaleUnits,
  type MacroCrate,
  type Plan,
  type PlanSandbox,
  plannedUnits,
  sandboxesOfUnits,
  readUnitRecords,
  stateDirectory,
  type UnitGraph,
  unitsAhead,
  unitsDirectory,
} from "#cargo";
import type { SandboxKind } from "#format";
import type { SandboxToolchain } from "#toolchain";
import type { EmitSetting } from "../emit-setting.ts";
import type { PlatformLibraries } from "./platform-libraries.ts";
import type { MacroModules } from "./macro-modules.ts";
import { planUnits } from "./plan-units.ts";

/** Where what is compiled for a sandbox goes. */
export function sandboxDirectory(targetDirectory: string, kind: SandboxKind = "wasm"): string {
  return join(stateDirectory(targetDirectory), kind === "wasm" ? "sandbox" : `sandbox-${kind}`);
}

/** How the wrapper compiles for a sandbox. */
function planSandbox(kind: SandboxKind, toolchain: SandboxToolchain, targetDirectory: string): PlanSandbox {
  const { rustc, arguments: args, linkArguments, environment, shimLibrary } = toolchain;
  return { kind, rustc, arguments: args, linkArguments, environment, directory: sandboxDirectory(targetDirectory, kind), shimLibrary };
}

/** Makes the plan, writes the shims, and makes cargo forget what it would wrongly take for fresh. */
export async function makePlan(setting: EmitSetting, graph: UnitGraph, crates: readonly MacroCrate[], modules: MacroModules, platform: PlatformLibraries): Promise<Plan> {
  const { native, parts, sandbox, processes, workspace, cacheDir, targetDirectory, env } = setting;
  const records = new Map(readUnitRecords(unitsDirectory(targetDirectory)).map(({ record }) => [record.signature, record]));
  const sandboxes = sandboxesOfUnits(graph, crates, (crate) => modules.sandboxOf(crate));
  const externs = (unit: number) => (sandboxes(unit).includes("wasm") ? platform.externs(graph, unit) : []);
  const sandboxedMacro = (crate: MacroCrate) =>
    [modules.sandboxOf(crate), modules.unitId(crate), modules.outputOf(crate), ...externs(crate.unit)] as const;
  const treatments = planUnits({
    graph,
    macroCrates: crates,
    isAtHand: (crate) => modules.has(crate),
    records,
    confine: setting.confinement?.scripts,
    sandboxedAction: (crate) => ["sandboxed-macro", ...sandboxedMacro(crate)].join("\t"),
    sandboxesOf: sandboxes,
    onlyExpands: !setting.command.isNamed,
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
  if (treatments.some((treatment) => treatment === "sandboxed-macro")) await platform.compileAll(env);
  const plan: Plan = {
    mode: "emit",
    host: native.host,
    shimLibrary: parts.shimLibrary,
    noop: parts.noop,
    confine: setting.confinement === undefined ? undefined : parts.confine,
    chain: workspace.wrapper,
    rustdoc: native.rustdoc,
    unitsDirectory: unitsDirectory(targetDirectory),
    sandboxes: [
      planSandbox("wasm", sandbox, targetDirectory),
      ...(processes === undefined ? [] : [planSandbox("process", processes.toolchain, targetDirectory)]),
    ],
    units: plannedUnits(graph, treatments, {
      shim: (unit) => {
        const shim = shims.get(unit);
        if (shim === undefined) throw new Error(`unit ${unit} has no shim`);
        return shim;
      },
      sandboxes,
      platform: externs,
      sandboxedMacro: (unit) => sandboxedMacro(crateOf(unit)),
    }),
  };
  await forgetStaleUnits({ ...unitsAhead(plan, graph), cacheDirectory: cacheDir, env });
  return plan;
}
