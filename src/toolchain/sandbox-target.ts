/** Name of the sandbox's target; rustc takes it from the stem of the specification's file name. */
export const sandboxTarget = "wasm32-macro";

/**
 * What `target_os` is. It is not `wasi`, because crates such as syn 1 leave out what takes the compiler's tokens where
 * they are compiled for WASI, which has no proc_macro.
 */
const sandboxSystem = "macro";

/**
 * What crates are told that use WASI's functions, and the standard library itself: the target has two names for its
 * system then. Crates with a feature `proc-macro` are told nothing of WASI (`argumentsFor`).
 */
export const wasiFlags: readonly string[] = ["--cfg", 'target_os="wasi"', "-Aexplicit_builtin_cfgs_in_flags"];

/** Arguments of a compilation for the sandbox, for a crate with these values of `--cfg`. */
export function argumentsFor(sandboxArguments: readonly string[], cfgs: readonly string[]): string[] {
  if (!cfgs.includes('feature="proc-macro"')) return [...sandboxArguments];
  const [option, value] = wasiFlags;
  const at = sandboxArguments.findIndex((each, index) => each === option && sandboxArguments[index + 1] === value);
  return at < 0 ? [...sandboxArguments] : sandboxArguments.toSpliced(at, 2);
}

/** Bytes of the shadow stack. Recursive-descent parsers of deeply nested input need more than WASI's 1 MiB. */
const stackSize = 8 * 1024 * 1024;

/**
 * The target specification for macro crates, from the compiler's own for wasm32-wasip1 (the JSON that
 * `--print target-spec-json` prints), so that fields of the compiler's version stay as they are.
 */
export function sandboxTargetSpec(wasip1: string): string {
  const spec = JSON.parse(wasip1) as Record<string, unknown>;
  // Start-up objects are for programs; a macro module has no main.
  delete spec["crt-objects-fallback"];
  delete spec["pre-link-objects-fallback"];
  delete spec["metadata"];
  // Otherwise rustc refuses the crate type proc-macro for this target.
  spec["only-cdylib"] = false;
  spec["os"] = sandboxSystem;
  // Macros use catch_unwind, and a panic must run destructors as it does natively.
  spec["panic-strategy"] = "unwind";
  spec["features"] = "+exception-handling";
  // The stack comes first in memory, so that an overflow traps instead of running into data.
  spec["pre-link-args"] = { "wasm-lld": ["-z", `stack-size=${stackSize}`, "--stack-first", "--no-demangle"] };
  return `${JSON.stringify(spec, null, 2)}\n`;
}
