import { h12, type SandboxKind, sha256 } from "#format";

/** Everything that the wrapper's plan file says (docs/contracts.md §6). Paths are absolute. */
export interface Plan {
  readonly mode: "replay" | "emit";
  readonly host: string;
  readonly shimLibrary: string;
  readonly noop: string;
  /** The program that runs a build script in a sandbox; emit only, where there is bubblewrap. */
  readonly confine?: string | undefined;
  /** The user's own RUSTC_WRAPPER. */
  readonly chain?: string | undefined;
  readonly rustdoc: string;
  /** Where the wrapper notes what it made. */
  readonly unitsDirectory: string;
  /** Emit only. */
  readonly sandboxes?: readonly PlanSandbox[] | undefined;
  readonly units: readonly PlannedUnit[];
}

export interface PlanSandbox {
  readonly kind: SandboxKind;
  readonly rustc: string;
  readonly arguments: readonly string[];
  readonly linkArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where rlibs for the sandbox go. */
  readonly directory: string;
  readonly shimLibrary: string;
}

export interface PlannedUnit {
  readonly signature: string;
  /** An action and its arguments. */
  readonly action: readonly [string, ...string[]];
}

/** The text of the plan file. Units of one signature have one action: the first that is given. */
export function printPlan(plan: Plan): string {
  const header = headerLines(plan);
  const units = [...actionsBySignature(plan)].map(([signature, action]) => `unit\t${signature}\t${action}`);
  return ["silcrow-plan\t1", ...header, `stamp\t${stampOf(plan)}`, ...units].map((text) => `${text}\n`).join("");
}

/** Changes when what the wrapper makes of every unit may have changed: other programs, another sandbox. */
export function stampOf(plan: Plan): string {
  return h12(sha256(headerLines(plan).join("\n")));
}

/** Signature to action, fields joined as in the file. */
export function actionsBySignature({ units }: Plan): Map<string, string> {
  const actions = new Map<string, string>();
  for (const { signature, action } of units) {
    if (!actions.has(signature)) actions.set(signature, line(...action));
  }
  return actions;
}

function headerLines(plan: Plan): string[] {
  return [
    line("mode", plan.mode),
    line("host", plan.host),
    line("shim-lib", plan.shimLibrary),
    line("noop", plan.noop),
    ...(plan.confine === undefined ? [] : [line("confine", plan.confine)]),
    ...(plan.chain === undefined ? [] : [line("chain", plan.chain)]),
    line("rustdoc", plan.rustdoc),
    line("units-dir", plan.unitsDirectory),
    ...(plan.sandboxes ?? []).flatMap((sandbox) => [
      line("sandbox", sandbox.kind),
      line("sandbox-rustc", sandbox.rustc),
      ...sandbox.arguments.map((argument) => line("sandbox-arg", argument)),
      ...sandbox.linkArguments.map((argument) => line("sandbox-link-arg", argument)),
      ...Object.entries(sandbox.environment).map(([name, value]) => line("sandbox-env", name, value)),
      line("sandbox-dir", sandbox.directory),
      line("sandbox-shim-lib", sandbox.shimLibrary),
    ]),
  ];
}

/** A tab or a line end inside a field (a path could have one) would be taken for the next field. */
function line(...fields: readonly string[]): string {
  const bad = fields.find((field) => /[\t\r\n]/.test(field));
  if (bad !== undefined) throw new Error(`a field of the plan has a tab or a line end: ${JSON.stringify(bad)}`);
  return fields.join("\t");
}
