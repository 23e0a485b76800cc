import { expect, test } from "vitest";
import { sandboxTargetSpec } from "../../src/toolchain/sandbox-target.ts";

test("the target is WASI's, but allows proc-macro crates and unwinding", () => {
  const wasip1 = { arch: "wasm32", "only-cdylib": true, "panic-strategy": "abort", "crt-objects-fallback": "true", os: "wasi", "field-of-a-later-rustc": [1] };
  const spec = JSON.parse(sandboxTargetSpec(JSON.stringify(wasip1))) as Record<string, unknown>;
  expect(spec).toMatchObject({ arch: "wasm32", os: "wasi", "only-cdylib": false, "panic-strategy": "unwind", "field-of-a-later-rustc": [1] });
  expect(spec).not.toHaveProperty("crt-objects-fallback");
});
