import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { readDeclarations, SandboxPool } from "#sandbox";
import { SilcrowError } from "#diagnostics";
import { WireWriter } from "#format";
import { readWasmImage } from "../../src/sandbox/wasm-image.ts";
import { declarationsOf } from "../../src/sandbox/read-declarations.ts";
import { declarationsIn } from "../../src/sandbox/process/read-library.ts";
import { type ModuleSketch, wasmModule, words } from "./wasm-module.ts";

const decls = "__rustc_proc_macro_decls_0123456789abcdef__";
const guestFunctions = ["silcrow_abi_1", "silcrow_init", "silcrow_alloc", "silcrow_expand"];

/** One derive `Ab` with the helper attribute `c`, at address 16. */
const declaring: ModuleSketch = {
  memories: [[1]],
  globals: [16],
  functions: guestFunctions,
  exports: [
    { name: decls, kind: "global", index: 0 },
    { name: "memory", kind: "memory", index: 0 },
  ],
  data: [
    { address: 16, bytes: words(24, 1) },
    { address: 24, bytes: words(2, 100, 2, 80, 1, 7) },
    { address: 80, bytes: words(102, 1) },
    { address: 100, bytes: [...Buffer.from("Abc")] },
  ],
};

/** One macro of the name. */
function named(name: string): ModuleSketch {
  return { ...declaring, data: [{ address: 16, bytes: words(24, 1) }, { address: 24, bytes: words(0, 100, name.length, 0, 0, 0) }, { address: 100, bytes: [...Buffer.from(name)] }] };
}

async function file(bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "silcrow-module-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const module = path.join(folder, "m.wasm");
  await writeFile(module, bytes);
  return module;
}

async function expand(bytes: Uint8Array) {
  const pool = new SandboxPool({ workers: 1, deadlineMs: 1000, memoryLimitBytes: 1024 * 1024 });
  onTestFinished(() => pool.close());
  const nothing = Uint8Array.of(0);
  return await pool.expandRaw({
    module: await file(bytes),
    kind: "function",
    function: 0,
    attr: nothing,
    input: nothing,
    attrDisplay: "",
    inputDisplay: "",
    environment: {},
    hiddenEnvironment: [],
    spanContexts: [],
  });
}

test("declarations are read from the data", async () => {
  expect(await readDeclarations(await file(wasmModule(declaring)))).toEqual([
    { kind: "derive", name: "Ab", helperAttributes: ["c"], function: 7 },
  ]);
});

test.each<[string, ModuleSketch, RegExp]>([
  ["without declarations", { ...declaring, exports: [] }, /exports no macro declarations/],
  ["outside of memory", { ...declaring, globals: [0x7fff_0000] }, /outside its memory/],
  ["far too many", { ...declaring, data: [{ address: 16, bytes: words(24, 0x4000_0000) }] }, /declares 1073741824 macros/],
  ["of an unknown kind", { ...declaring, data: [{ address: 16, bytes: words(24, 1) }, { address: 24, bytes: words(9, 0, 0, 0, 0, 0) }] }, /unknown kind 9/],
  ["with an endless name", { ...declaring, data: [{ address: 16, bytes: words(24, 1) }, { address: 24, bytes: words(0, 0, 60_000, 0, 0, 0) }] }, /name of 60000 bytes/],
  ["with a name that is code", named("A() {} evil!("), /the name "A\(\) \{\} evil!\("/],
  ["with a name that leads out of a folder", named("../../a"), /the name "..\/..\/a"/],
  ["without a name", named(""), /the name ""/],
  ["with an attribute that is code", { ...declaring, data: declaring.data!.map((data) => (data.address === 100 ? { ...data, bytes: [...Buffer.from("Ab)")] } : data)) }, /the name "\)"/],
])("declarations %s are refused", async (_, sketch, reason) => {
  await expect(readDeclarations(await file(wasmModule(sketch)))).rejects.toMatchObject({ code: "SC0308", message: expect.stringMatching(reason) });
});

test("what a process declares is held to the same", () => {
  const declared = (kind: number, name: string, helper: string, count = 1): Uint8Array => {
    const writer = new WireWriter();
    writer.u(count);
    writer.u8(kind);
    writer.string(name);
    writer.u(1);
    writer.string(helper);
    return writer.finish();
  };
  expect(declarationsIn(declared(2, "Ab", "c"))).toEqual([{ kind: "derive", name: "Ab", helperAttributes: ["c"], function: 0 }]);
  for (const [bytes, reason] of [
    [declared(2, "Ab", "c", 0x4000_0000), /declares 1073741824 macros/],
    [declared(9, "Ab", "c"), /unknown kind 9/],
    [declared(2, "a".repeat(60_000), "c"), /name of 60000 bytes/],
    [declared(2, "../../a", "c"), /the name "..\/..\/a"/],
    [declared(2, "Ab", ")"), /the name "\)"/],
    [Buffer.concat([declared(2, "Ab", "c"), Uint8Array.of(0)]), /malformed/],
  ] as const) {
    expect(() => declarationsIn(bytes)).toThrow(expect.objectContaining({ code: "SC0308", message: expect.stringMatching(reason) }));
  }
});

test("what is not WebAssembly is SC0305, and the file is named", async () => {
  const module = await file(Buffer.from("#!/bin/sh\n"));
  await expect(readDeclarations(module)).rejects.toMatchObject({ code: "SC0305", notes: [`module: ${module}`], help: expect.stringContaining("compile the macro crate again") });
  await expect(expand(Buffer.from("#!/bin/sh\n"))).rejects.toMatchObject({ code: "SC0305" });
  await expect(readDeclarations(`${module}.none`)).rejects.toMatchObject({ code: "SC0305", notes: [`module: ${module}.none`] });
});

test.each<[string, ModuleSketch, string]>([
  ["another ABI", { ...declaring, functions: ["silcrow_abi_2", ...guestFunctions.slice(1)] }, "it has the ABI 2; this silcrow has 1"],
  ["no ABI", { ...declaring, functions: [] }, "it does not export silcrow_abi_1"],
  ["a missing function", { ...declaring, functions: guestFunctions.slice(0, 3) }, "it does not export the function silcrow_expand"],
  ["an imported global", { ...declaring, imports: [{ module: "env", name: "state", kind: "global" }] }, "it imports the global env.state"],
  ["an imported table", { ...declaring, imports: [{ module: "env", name: "table", kind: "table" }] }, "it imports the table env.table"],
  ["two memories", { ...declaring, memories: [[1], [1]] }, "it has 2 memories; a macro module has one"],
  ["a table beside which the limit is nothing", { ...declaring, tables: [10_000_000] }, "its tables have 10000000 elements; 1000000 are allowed"],
  ["many tables", { ...declaring, tables: [1, 1, 1, 1, 1] }, "it has 5 tables; 4 are allowed"],
  ["more memory than the limit", { ...declaring, memories: [[17]] }, "it starts with more memory than the limit of 1048576 bytes"],
])("a module with %s is SC0308", async (_, sketch, reason) => {
  await expect(expand(wasmModule(sketch))).rejects.toMatchObject({ code: "SC0308", message: expect.stringContaining(reason) });
});

test("a module with its own memory runs, whatever maximum it asks for, and nonsense in its answers is a trap", async () => {
  for (const memories of [[[1]], [[1, 65_536]], [[16, 20]]] as const) {
    // silcrow_alloc answers 1, silcrow_expand answers 1: an unaligned pair that is all zeros.
    expect(await expand(wasmModule({ ...declaring, memories }))).toEqual({ kind: "trap", message: "the module's output message is malformed" });
  }
});

test("functions that the sandbox does not have may be imported", async () => {
  const imports = [{ module: "env", name: "launch", kind: "function" }, { module: "__proto__", name: "toString", kind: "function" }] as const;
  expect(await expand(wasmModule({ ...declaring, imports }))).toMatchObject({ kind: "trap", message: "the module's output message is malformed" });
});

test("no bytes make the reader do anything but answer or refuse", () => {
  const valid = wasmModule(declaring);
  const damage = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(damage, fc.nat(valid.length), (changes, length) => {
      const bytes = valid.slice(0, length);
      for (const [at, value] of changes) if (at < length) bytes[at] = value;
      try {
        declarationsOf(readWasmImage(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(SilcrowError);
      }
    }),
    { numRuns: 2000 },
  );
});
