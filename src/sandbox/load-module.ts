import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { WireWriter } from "#format";
import { named, unusable } from "./module-error.ts";
import type { LoadedLibrary } from "./process/load-library.ts";
import { readWasmImage, type WasmGlobal, type WasmImage, wasmSection } from "./wasm-image.ts";

const pageSize = 65_536;

/** Tables are no part of the memory that is limited; the functions of the largest macro crates need some thousands. */
const mostTableElements = 1_000_000;
const mostTables = 4;

/** A macro crate that is ready to be instantiated. */
export type LoadedModule = WasmModule | LoadedLibrary;

/** A compiled macro module and what a worker needs to instantiate it. Can be sent to worker threads. */
export interface WasmModule {
  readonly kind: "wasm";
  readonly path: string;
  readonly module: WebAssembly.Module;
  /** Limits, in pages, of the memory that the host makes; undefined when the module brings its own. */
  readonly importedMemory: { readonly initial: number; readonly maximum: number } | undefined;
  /**
   * Whether resetting the memory and the stack pointer resets everything. Otherwise each invocation
   * gets a fresh instance.
   */
  readonly resettable: boolean;
  /** Whether it can run one invocation after another without growing at each. */
  readonly keepsState: boolean;
  /** Whether it tells the host which programs it wants run; it may be told that there is a cargo. */
  readonly asksForPrograms: boolean;
}

/**
 * Reads, checks and compiles a module, with its memory limited to `memoryLimit` bytes.
 * Throws SC0305 when it is not valid WebAssembly, SC0308 when it is not a macro module of this ABI.
 */
export async function loadModule(path: string, memoryLimit: number): Promise<WasmModule> {
  prepareEngine();
  try {
    const bytes = new Uint8Array(await readFile(path));
    const image = readWasmImage(bytes);
    checkInterface(image);
    const maximum = Math.max(1, Math.min(Math.floor(memoryLimit / pageSize), image.memory.maximum ?? pageSize));
    if (image.memory.minimum > maximum) throw unusable(`it starts with more memory than the limit of ${memoryLimit} bytes`);
    const { imported, minimum } = image.memory;
    return {
      kind: "wasm",
      path,
      module: await WebAssembly.compile(imported ? bytes : withMaximum(bytes, image, maximum)),
      importedMemory: imported ? { initial: minimum, maximum } : undefined,
      resettable: isResettable(image),
      keepsState: isResettable(image) && image.exports.get("silcrow_keep")?.kind === "function",
      asksForPrograms: image.imports.some(({ module, name }) => module === "silcrow_1" && name === "program_output"),
    };
  } catch (error) {
    throw named(path, error);
  }
}

let prepared = false;

/**
 * V8 recompiles hot functions with its optimising compiler early, which on few cores costs more than it
 * gives: a macro runs for milliseconds. The budget must be set before anything is compiled.
 */
function prepareEngine(): void {
  if (prepared) return;
  prepared = true;
  setFlagsFromString("--wasm-tiering-budget=20000000");
}

function checkInterface(image: WasmImage): void {
  if (image.exports.get("silcrow_abi_1")?.kind !== "function") {
    const other = [...image.exports.keys()].find((name) => /^silcrow_abi_\d+$/.test(name));
    throw unusable(other ? `it has the ABI ${other.slice("silcrow_abi_".length)}; this silcrow has 1` : "it does not export silcrow_abi_1");
  }
  for (const name of ["silcrow_init", "silcrow_alloc", "silcrow_expand"]) {
    if (image.exports.get(name)?.kind !== "function") throw unusable(`it does not export the function ${name}`);
  }
  if (!image.memory.imported && image.exports.get("memory")?.kind !== "memory") throw unusable("it does not export its memory");
  if (image.tableElements > mostTableElements) throw unusable(`its tables have ${image.tableElements} elements; ${mostTableElements} are allowed`);
  if (image.tables > mostTables) throw unusable(`it has ${image.tables} tables; ${mostTables} are allowed`);
  for (const { module, name, kind } of image.imports) {
    const known =
      kind === "function" || (module === "env" && ((kind === "memory" && name === "memory") || (kind === "tag" && name === "__cpp_exception")));
    if (!known) throw unusable(`it imports the ${kind} ${module}.${name}`);
  }
}

/** Whatever else can change, globals or tables, would carry state from one invocation to the next. */
function isResettable(image: WasmImage): boolean {
  const exported = (name: string): WasmGlobal | undefined => {
    const found = image.exports.get(name);
    return found?.kind === "global" ? image.globals[found.index] : undefined;
  };
  const [stack, heap] = [exported("__stack_pointer"), exported("__heap_base")];
  const isPlain = stack?.isI32 === true && stack.mutable && heap?.isI32 === true && !heap.mutable;
  return isPlain && image.globals.filter(({ mutable }) => mutable).length === 1 && image.tables <= 1;
}

/** The module's bytes with another maximum in the memory section. */
function withMaximum(bytes: Uint8Array, image: WasmImage, maximum: number): Uint8Array<ArrayBuffer> {
  const { start, end } = image.memory.section;
  const content = new WireWriter();
  for (const value of [1, 1, image.memory.minimum, maximum]) content.u(value);
  const section = wasmSection(5, content.finish());
  const patched = new Uint8Array(start + section.length + bytes.length - end);
  patched.set(bytes.subarray(0, start));
  patched.set(section, start);
  patched.set(bytes.subarray(end), start + section.length);
  return patched;
}
