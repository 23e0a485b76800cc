import type { PackageId } from "./package-id.ts";

/** cargo's plan of a build: every call of rustc and every build script that it will run. */
export interface UnitGraph {
  readonly units: readonly Unit[];
  /** Indices of what the user asked for. */
  readonly roots: readonly number[];
}

export interface Unit {
  /** cargo's own text, equal for units of one package. */
  readonly packageId: string;
  readonly package: PackageId;
  readonly target: Target;
  /** `0` to `3`, `s` or `z`. */
  readonly optLevel: string;
  /** The target triple; null when it is built for the host. */
  readonly platform: string | null;
  readonly mode: UnitMode;
  readonly features: readonly string[];
  /** Indices of units. */
  readonly dependencies: readonly number[];
}

export interface Target {
  readonly kind: readonly string[];
  readonly name: string;
  /** The crate root, absolute, links in the path of its folder resolved. */
  readonly root: string;
  readonly edition: string;
}

/** `check` is also a test that is only checked; any other mode of cargo's is kept as `other`. */
export type UnitMode = "build" | "check" | "test" | "doc" | "doctest" | "run-custom-build" | "other";

/** The name by which rustc knows the crate. */
export function crateNameOf(unit: Unit): string {
  return unit.target.name.replaceAll("-", "_");
}

export function isBuildScript(unit: Unit): boolean {
  return unit.target.kind.includes("custom-build");
}

export function isProcMacro(unit: Unit): boolean {
  return unit.target.kind.includes("proc-macro");
}
