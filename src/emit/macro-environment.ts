/** What a macro may ask of the environment of the rustc that expands it. */
export interface MacroEnvironment {
  /** Given to the macro when it asks. */
  readonly environment: Readonly<Record<string, string>>;
  /** Set outside, and refused. */
  readonly hidden: readonly string[];
}

/**
 * Macros see what cargo says about the package and crate being compiled. Everything else that is set is
 * refused when asked for, so that no macro silently takes another way in the sandbox than outside.
 */
export function macroEnvironment(environment: Readonly<Record<string, string>>): MacroEnvironment {
  const shown: Record<string, string> = {};
  const hidden: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (isShown(name)) shown[name] = value;
    else if (!isOfRuntime(name)) hidden.push(name);
  }
  return { environment: shown, hidden };
}

/** Not `CARGO_*` as a whole: registry tokens and folders of this machine have names of that form too. */
function isShown(name: string): boolean {
  return /^CARGO_PKG_/.test(name) || shownNames.has(name);
}

const shownNames = new Set(["CARGO_CRATE_NAME", "CARGO_BIN_NAME", "CARGO_PRIMARY_PACKAGE", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"]);

/** Rust's own runtime asks for these when a macro panics or makes a thread; that is no wish of the macro. */
export function isOfRuntime(name: string): boolean {
  return /^RUST_(?:BACKTRACE|LIB_BACKTRACE|MIN_STACK)$/.test(name);
}
