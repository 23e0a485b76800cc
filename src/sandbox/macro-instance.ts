import { GuestMemory } from "./guest-memory.ts";
import { importsFor } from "./host-functions.ts";
import type { CallResult, Instance } from "./instance.ts";
import { InvocationRecord } from "./invocation-record.ts";
import type { WasmModule } from "./load-module.ts";
import { MemorySnapshot } from "./memory-snapshot.ts";
import type { HostState } from "./wasi.ts";

/** Memory (bytes) by which an instance may have grown and still be kept: memory never shrinks. */
const mostGrowth = 64 * 1024 * 1024;

/** Shadow-stack pointers below this lie in the last frames of an overflowing stack, or wrapped around. */
const lowestStack = 64 * 1024;

interface GuestExports {
  readonly silcrow_abi_1: () => number;
  readonly silcrow_init: () => void;
  readonly silcrow_alloc: (length: number) => number;
  readonly silcrow_expand: (pointer: number, length: number) => number;
  readonly silcrow_keep?: () => void;
  readonly silcrow_hash_keys?: () => void;
  readonly memory?: WebAssembly.Memory;
  readonly __stack_pointer?: WebAssembly.Global;
  readonly __heap_base?: WebAssembly.Global;
}

/**
 * One instance of a macro module, which runs one invocation after another: each from the same state, or, when it
 * `keeps` state, from the one that the invocation before left, as natively in one process.
 */
export class MacroInstance implements Instance {
  readonly #state: HostState;
  readonly #exports: GuestExports;
  readonly #snapshot: MemorySnapshot | undefined;
  readonly #hashKeys: HashKeys | undefined;
  readonly #keeps: boolean;
  readonly #stackTop: number;
  #used = false;
  #broken = false;

  /** Instantiates and initialises; may throw whatever the module's constructors throw. */
  constructor(loaded: WasmModule, record: InvocationRecord, keeps = false) {
    const { importedMemory } = loaded;
    const state: HostState = {
      memory: new WebAssembly.Memory(importedMemory ?? { initial: 0, maximum: 0 }),
      record,
      asksForPrograms: loaded.asksForPrograms,
      stop(reason) {
        this.record.stopped ??= reason;
        return trap();
      },
    };
    this.#state = state;
    const instance = new WebAssembly.Instance(loaded.module, importsFor(loaded.module, state));
    this.#exports = instance.exports as unknown as GuestExports;
    if (importedMemory === undefined && this.#exports.memory !== undefined) state.memory = this.#exports.memory;
    if (this.#exports.silcrow_abi_1() !== 1) throw new Error("silcrow_abi_1 does not answer 1");
    this.#exports.silcrow_init();
    for (const [name, tellEdition] of Object.entries(instance.exports)) {
      if (/^silcrow_edition_\d+$/.test(name) && typeof tellEdition === "function") tellEdition();
    }
    this.#keeps = keeps;
    const { __stack_pointer: stack, __heap_base: heap } = this.#exports;
    this.#stackTop = Number(stack?.value ?? 0);
    if (!loaded.resettable || stack === undefined || heap === undefined) return;
    const heapBase = Number(heap.value);
    // With the stack first in memory, data starts where the stack starts; otherwise data comes first.
    const start = this.#stackTop < heapBase ? this.#stackTop : 0;
    this.#hashKeys = findHashKeys(state.memory, start, heapBase, this.#exports.silcrow_hash_keys);
    if (keeps) this.#exports.silcrow_keep?.();
    else this.#snapshot = new MemorySnapshot(state.memory, start, heapBase);
  }

  /** Whether another invocation may run in this instance. */
  get reusable(): boolean {
    if (!this.#used) return true;
    if (this.#keeps) return !this.#broken;
    if (this.#snapshot === undefined || this.#broken) return false;
    return this.#state.memory.buffer.byteLength <= this.#snapshot.byteLength + mostGrowth;
  }

  close(): void {}

  /** Runs one invocation from the instance's initial state. */
  run(message: Uint8Array, record: InvocationRecord): CallResult {
    this.#state.record = record;
    try {
      if (this.#used) this.#reset();
      this.#used = true;
      const address = this.#exports.silcrow_alloc(message.length);
      if (!new GuestMemory(this.#state.memory).write(address, message)) return this.#break("the module has no room for its input");
      const pair = this.#exports.silcrow_expand(address, message.length);
      const memory = new GuestMemory(this.#state.memory);
      const pointer = memory.readU32(pair);
      const length = memory.readU32(pair + 4);
      const bytes = pointer === undefined || length === undefined ? undefined : memory.bytes(pointer, length);
      if (bytes === undefined) return this.#break("the module's output lies outside its memory");
      return { kind: "message", bytes: bytes.slice() };
    } catch (error) {
      this.#broken = true;
      return this.#explain(error);
    }
  }

  #reset(): void {
    // Natively the keys are random anyway; here they must not tell which invocation it is.
    if (this.#keeps) this.#hashKeys?.restore();
    this.#snapshot?.restore();
    const { __stack_pointer: stack } = this.#exports;
    if (stack !== undefined) stack.value = this.#stackTop;
  }

  #break(message: string): CallResult {
    this.#broken = true;
    return { kind: "trap", message };
  }

  /** Tells the ways apart in which a run can end early. */
  #explain(error: unknown): CallResult {
    const { record } = this.#state;
    if (record.stopped !== undefined) return { kind: "stopped" };
    const stack = Number(this.#exports.__stack_pointer?.value ?? lowestStack);
    const outside = error instanceof WebAssembly.RuntimeError && /out of bounds/.test(error.message);
    if (error instanceof RangeError || (outside && stack < lowestStack)) return { kind: "stack-overflow" };
    // Rust's standard library says so before it aborts.
    if (/^memory allocation of \d+ bytes failed/m.test(record.output.toString())) return { kind: "out-of-memory" };
    return { kind: "trap", message: trapMessage(error) };
  }
}

interface HashKeys {
  restore(): void;
}

/**
 * The standard library's hash maps count their random keys up, in a static. It is found by making keys and looking
 * for the word that changed.
 */
function findHashKeys(memory: WebAssembly.Memory, start: number, end: number, make: (() => void) | undefined): HashKeys | undefined {
  if (make === undefined) return undefined;
  make();
  const copy = () => new BigUint64Array(memory.buffer.slice(start - (start % 8), end - (end % 8)));
  const before = copy();
  make();
  const after = copy();
  const changed = before.findIndex((word, index) => word !== after[index]);
  const value = after[changed];
  if (value === undefined) return undefined;
  const address = start - (start % 8) + changed * 8;
  return { restore: () => new DataView(memory.buffer).setBigUint64(address, value, true) };
}

/** What a trap or an exception that left the module says, with the functions it went through. */
export function trapMessage(error: unknown): string {
  if (!(error instanceof Error)) return "an exception left the module";
  const frames = [...(error.stack ?? "").matchAll(/^\s+at (\S+) \(wasm:/gm)].map((match) => match[1]).slice(0, 8);
  return frames.length === 0 ? error.message : `${error.message}, in ${frames.join(" < ")}`;
}

/**
 * A module with one function that executes `unreachable`. The trap that it raises passes through the
 * guest's frames like one of its own: no landing pad can catch it, which a JavaScript exception could be.
 */
const trapModule = new WebAssembly.Module(
  Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 0x74, 0, 0, 10, 5, 1, 3, 0, 0, 0x0b),
);
const { t: unreachable } = new WebAssembly.Instance(trapModule).exports as { t: () => void };

function trap(): never {
  unreachable();
  throw new Error("unreachable code was reached");
}
