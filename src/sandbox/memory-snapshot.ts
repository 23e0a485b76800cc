const blockSize = 1024;

/**
 * A copy of what an instance's memory held after initialisation, to go back to between invocations.
 * Statics (from `start` to `heapBase`) are copied whole. Of the heap only the blocks that hold anything are
 * kept; the rest of it is free memory, whose content no program depends on, and is left as it is.
 */
export class MemorySnapshot {
  readonly #memory: WebAssembly.Memory;
  readonly #copies: { readonly address: number; readonly bytes: Uint8Array }[] = [];
  /** Size of the memory when the snapshot was taken. */
  readonly byteLength: number;

  constructor(memory: WebAssembly.Memory, start: number, heapBase: number) {
    this.#memory = memory;
    const bytes = new Uint8Array(memory.buffer);
    this.byteLength = bytes.length;
    this.#copies.push({ address: start, bytes: bytes.slice(start, heapBase) });
    for (let address = heapBase; address < bytes.length; address += blockSize) {
      const block = bytes.subarray(address, address + blockSize);
      if (!block.every((byte) => byte === 0)) this.#copies.push({ address, bytes: block.slice() });
    }
  }

  restore(): void {
    const bytes = new Uint8Array(this.#memory.buffer);
    for (const copy of this.#copies) bytes.set(copy.bytes, copy.address);
  }
}
