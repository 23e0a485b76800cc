import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { argumentsFor } from "#toolchain";
import { sandboxTargetSpec } from "../../src/toolchain/sandbox-target.ts";
import { sandboxToolchain } from "../sandbox/macro-crate.ts";

test("the target is WASI's, but allows proc-macro crates and unwinding", () => {
  const wasip1 = { arch: "wasm32", "only-cdylib": true, "panic-strategy": "abort", "crt-objects-fallback": "true", os: "wasi", "field-of-a-later-rustc": [1] };
  const spec = JSON.parse(sandboxTargetSpec(JSON.stringify(wasip1))) as Record<string, unknown>;
  expect(spec).toMatchObject({ arch: "wasm32", os: "macro", "only-cdylib": false, "panic-strategy": "unwind", "field-of-a-later-rustc": [1] });
  expect(spec).not.toHaveProperty("crt-objects-fallback");
});

test("crates are compiled for WASI, but for those that would take it for the absence of proc_macro", async () => {
  const toolchain = await sandboxToolchain();
  const systems = (cfgs: readonly string[]): string[] => {
    const args = [...argumentsFor(toolchain.arguments, cfgs), "--print", "cfg"];
    const printed = execFileSync(toolchain.rustc, args, { encoding: "utf8", env: { ...process.env, ...toolchain.environment } });
    return printed.split("\n").filter((line) => line.startsWith("target_os=")).sort();
  };
  expect(systems(['feature="full"'])).toEqual(['target_os="macro"', 'target_os="wasi"']);
  expect(systems(['feature="proc-macro"', 'feature="full"'])).toEqual(['target_os="macro"']);
});
