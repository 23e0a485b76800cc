import { WireReader } from "#format";
import { notAModule, unusable } from "./module-error.ts";
import type { ExternKind, WasmGlobal } from "./wasm-image.ts";

/** WebAssembly's numbers and strings are encoded as silcrow's wire has them; beside these it has signed ones. */
export class ModuleReader {
  readonly #bytes: Uint8Array;
  readonly #wire: WireReader;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#wire = new WireReader(bytes);
  }

  get offset(): number {
    return this.#wire.offset;
  }

  get atEnd(): boolean {
    return this.#wire.atEnd;
  }

  fail(reason: string): never {
    throw notAModule(`${reason} at byte ${this.offset}`);
  }

  byte(): number {
    return this.#wire.u8();
  }

  fixed32(): number {
    return this.#wire.u32();
  }

  u32(): number {
    return this.#wire.u();
  }

  /** Signed LEB128 of up to 64 bits, as a 32-bit integer. */
  signed(): number {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(32, byte & 0x40 ? value - (1n << (shift + 7n)) : value));
    }
    return this.fail("a number is too long");
  }

  bytes(length: number): Uint8Array {
    return this.#wire.bytes(length);
  }

  name(): string {
    return this.#wire.string();
  }

  /** Reads a length and returns where the block that follows ends. */
  block(): number {
    const length = this.u32();
    const end = this.offset + length;
    if (end > this.#bytes.length) this.fail("a section ends after the file");
    return end;
  }

  /** Goes on to a place further behind. */
  skipTo(offset: number): void {
    if (this.offset > offset) this.fail("a section is longer than it says");
    this.bytes(offset - this.offset);
  }

  externKind(): ExternKind {
    return externKinds[this.byte()] ?? this.fail("an import or export has an unknown kind");
  }

  tag(): void {
    this.byte();
    this.u32();
  }

  /** Answers how many elements the table has at first. */
  table(): number {
    // 0x40: an initial value for all elements follows.
    const hasInitial = this.#bytes[this.offset] === 0x40;
    if (hasInitial) this.bytes(2);
    this.valueType();
    const flags = this.byte();
    const minimum = this.u32();
    if (flags & 1) this.u32();
    if (hasInitial) this.constantExpression();
    return minimum;
  }

  globalType(): WasmGlobal {
    const isI32 = this.#bytes[this.offset] === 0x7f;
    this.valueType();
    return { isI32, mutable: this.byte() !== 0 };
  }

  limits(): { minimum: number; maximum: number | undefined } {
    const flags = this.byte();
    if (flags > 1) throw unusable("its memory is shared or has 64-bit addresses");
    const minimum = this.u32();
    const maximum = flags === 1 ? this.u32() : undefined;
    return { minimum, maximum };
  }

  valueType(): void {
    const type = this.byte();
    // (ref null? heap type)
    if (type === 0x63 || type === 0x64) this.signed();
  }

  /** Value of an `i32.const` or `i64.const` initialiser; undefined for any other one, which is skipped. */
  constantExpression(): number | undefined {
    const opcode = this.byte();
    let value: number | undefined;
    if (opcode === 0x41 || opcode === 0x42) value = this.signed();
    else if (opcode === 0x43) this.bytes(4);
    else if (opcode === 0x44) this.bytes(8);
    else if (opcode === 0x23 || opcode === 0xd2) this.u32();
    else if (opcode === 0xd0) this.signed();
    else throw unusable("it has an initialiser that compilers do not write for macros");
    if (this.byte() !== 0x0b) throw unusable("it has an initialiser that compilers do not write for macros");
    return opcode === 0x41 ? value : undefined;
  }
}

const externKinds: readonly ExternKind[] = ["function", "table", "memory", "global", "tag"];
