/**
 * A view of a guest's memory for one call from the guest. Addresses and lengths come from the guest, and
 * everything outside its memory answers `undefined` or `false`: nothing throws.
 */
export class GuestMemory {
  readonly #buffer: ArrayBuffer;

  constructor(memory: WebAssembly.Memory) {
    this.#buffer = memory.buffer;
  }

  /** The bytes themselves, not a copy. */
  bytes(address: number, length: number): Uint8Array | undefined {
    const from = address >>> 0;
    const size = length >>> 0;
    return from + size <= this.#buffer.byteLength ? new Uint8Array(this.#buffer, from, size) : undefined;
  }

  /** Text of at most 64 KiB; bytes that are not UTF-8 become U+FFFD. */
  text(address: number, length: number): string | undefined {
    const bytes = this.bytes(address, Math.min(length >>> 0, 65_536));
    return bytes && new TextDecoder().decode(bytes);
  }

  readU32(address: number): number | undefined {
    return this.#view(address, 4)?.getUint32(0, true);
  }

  /** Addresses and lengths of WASI's vectors, at most 1024 of them. */
  vectors(address: number, count: number): { readonly address: number; readonly length: number }[] | undefined {
    const found: { address: number; length: number }[] = [];
    for (let index = 0; index < Math.min(count >>> 0, 1024); index++) {
      const [start, length] = [this.readU32(address + index * 8), this.readU32(address + index * 8 + 4)];
      if (start === undefined || length === undefined) return undefined;
      found.push({ address: start, length });
    }
    return found;
  }

  writeU32(address: number, value: number): boolean {
    const view = this.#view(address, 4);
    view?.setUint32(0, value, true);
    return view !== undefined;
  }

  writeU64(address: number, value: bigint): boolean {
    const view = this.#view(address, 8);
    view?.setBigUint64(0, value, true);
    return view !== undefined;
  }

  /** Copies bytes into the guest; false, and nothing written, when they do not fit. */
  write(address: number, bytes: Uint8Array): boolean {
    const target = this.bytes(address, bytes.length);
    target?.set(bytes);
    return target !== undefined;
  }

  #view(address: number, length: number): DataView | undefined {
    const from = address >>> 0;
    return from + length <= this.#buffer.byteLength ? new DataView(this.#buffer, from, length) : undefined;
  }
}
