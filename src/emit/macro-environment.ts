import { toVirtual, type VirtualPlaces } from "#format";

/** What a macro may ask of the environment of the rustc that expands it. */
export interface MacroEnvironment {
  /** Given to the macro when it asks. */
  readonly environment: Readonly<Record<string, string>>;
  /** Set outside, and refused. */
  readonly hidden: readonly string[];
}

export interface EnvironmentGrants {
  readonly places: VirtualPlaces;
  /** Names that the user grants; `*` matches any run of characters. */
  readonly granted: readonly string[];
  /** Whether it makes no difference to macros that they cannot run cargo. */
  readonly canDoWithoutCargo: boolean;
}

/**
 * Macros see what cargo says about the package and crate being compiled, and what they were granted.
 * Everything else that is set is refused when asked for, so that no macro silently takes another way in the
 * sandbox than outside. A value that is a folder of the project, or a path below one, is a virtual path.
 */
export function macroEnvironment(environment: Readonly<Record<string, string>>, grants: EnvironmentGrants): MacroEnvironment {
  const shown: Record<string, string> = {};
  const hidden: string[] = [];
  const patterns = grants.granted.map(patternOf);
  for (const [name, value] of Object.entries(environment)) {
    if (isAlwaysShown(name) || patterns.some((pattern) => pattern.test(name))) shown[name] = toVirtual(value, grants.places) ?? value;
    else if (!isOfRuntime(name) && !(name === "CARGO" && grants.canDoWithoutCargo)) hidden.push(name);
  }
  return { environment: shown, hidden };
}

function patternOf(name: string): RegExp {
  return new RegExp(`^${name.split("*").map((part) => part.replace(/[^A-Za-z0-9_]/g, "\\$&")).join(".*")}$`, "s");
}

/** Not `CARGO_*` as a whole: registry tokens and folders of this machine have names of that form too. */
export function isAlwaysShown(name: string): boolean {
  return /^CARGO_PKG_/.test(name) || shownNames.has(name);
}

const shownNames = new Set([
  "CARGO_CRATE_NAME",
  "CARGO_BIN_NAME",
  "CARGO_PRIMARY_PACKAGE",
  "CARGO_MANIFEST_DIR",
  "CARGO_MANIFEST_PATH",
  "CARGO_TARGET_TMPDIR",
  "OUT_DIR",
]);

/**
 * Rust's own runtime asks for some when a macro panics or makes a thread; that is no wish of the macro. And
 * cargo cannot be run in the sandbox, so that a macro is never told where it is.
 */
export function isNeverRecorded(name: string): boolean {
  return isOfRuntime(name) || name === "CARGO";
}

function isOfRuntime(name: string): boolean {
  return /^RUST_(?:BACKTRACE|LIB_BACKTRACE|MIN_STACK)$/.test(name);
}
