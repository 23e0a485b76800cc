/** Name of the sandbox's target; rustc takes it from the stem of the specification's file name. */
export const sandboxTarget = "wasm32-macro";

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
  // Macros use catch_unwind, and a panic must run destructors as it does natively.
  spec["panic-strategy"] = "unwind";
  spec["features"] = "+exception-handling";
  // The stack comes first in memory, so that an overflow traps instead of running into data.
  spec["pre-link-args"] = { "wasm-lld": ["-z", `stack-size=${stackSize}`, "--stack-first", "--no-demangle"] };
  return `${JSON.stringify(spec, null, 2)}\n`;
}
