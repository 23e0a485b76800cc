import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inspectModule } from "#sandbox";
import { runCli } from "../cli/run-cli.ts";
import { wasmModule } from "./wasm-module.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-inspect-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(path.join(folder, name), bytes);
  return path.join(folder, name);
}

const imported = (module: string, name: string) => ({ module, name, kind: "function" as const });

test("imports are sorted by what they could reach; unknown ones are named", async () => {
  const imports = [
    imported("silcrow_1", "env_get"),
    imported("wasi_snapshot_preview1", "path_open"),
    imported("wasi_snapshot_preview1", "sock_send"),
    imported("wasi_snapshot_preview1", "clock_time_get"),
    imported("wasi_snapshot_preview1", "no_such"),
    imported("__proto__", "constructor"),
    imported("env", "pthread_create"),
  ];
  const report = await inspectModule(file("m.wasm", wasmModule({ imports, memories: [[1]], functions: ["silcrow_abi_1"] })));
  expect(report.imports.map(({ reach }) => reach)).toEqual(["environment", "files", "network", "clock", "unknown", "unknown", "nothing"]);
  expect(report).toMatchObject({ abi: [1], memory: { imported: false, minimum: 1 }, macros: [], macrosProblem: expect.stringContaining("no macro declarations") as unknown });
});

test("the command prints it, without control characters", async () => {
  const module = file("names.wasm", wasmModule({ imports: [imported("evil\u001b[2J", "a\nb\u202e")], memories: [[1]], functions: ["\u001b]0;x"] }));
  const { exitCode, stdout } = await runCli(["wasm", "inspect", module]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("functions that the sandbox does not have");
  // oxlint-disable-next-line no-control-regex
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect((JSON.parse((await runCli(["wasm", "inspect", module, "--format", "json"])).stdout) as { imports: unknown[] }).imports).toHaveLength(1);
});

test("what is no module is an error", async () => {
  await expect(inspectModule(file("text.wasm", Buffer.from("hello")))).rejects.toMatchObject({ code: "SC0305" });
  await expect(inspectModule(file("short.wasm", wasmModule({ memories: [[1]] }).subarray(0, 11)))).rejects.toMatchObject({ code: "SC0305" });
  const { exitCode, stderr } = await runCli(["wasm", "inspect", path.join(folder, "text.wasm")]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/error\[SC0305\]: the file is not a WebAssembly module/);
  expect(stderr).toMatch(/help: name a macro crate of the project, or a module that/);
  expect((await runCli(["wasm", "inspect", path.join(folder, "none.wasm")])).exitCode).toBe(2);
});
