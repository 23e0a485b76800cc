import { SilcrowError } from "#diagnostics";
import { WireError, WireReader, WireWriter } from "#format";

/** A WebAssembly module's bytes, read as far as the host needs to know it before running anything. */
export interface WasmImage {
  readonly imports: readonly WasmImport[];
  readonly exports: ReadonlyMap<string, WasmExport>;
  /** The module's only memory, its own or imported. */
  readonly memory: WasmMemory;
  /** Initial values of the module's own globals that are integer constants, by global index. */
  readonly constants: ReadonlyMap<number, number>;
  /** By index, imported ones first. Those that can change are state beside the memory. */
  readonly globals: readonly WasmGlobal[];
  /** Elements that all tables have together when the module starts. */
  readonly tableElements: number;
  readonly tables: number;
  /** Custom sections with the bytes of their content, in order. */
  readonly custom: readonly { readonly name: string; readonly size: number }[];
  /** Active data segments of memory 0 with constant addresses, in order. */
  readonly data: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

export interface WasmImport {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternKind;
}

export interface WasmExport {
  readonly kind: ExternKind;
  readonly index: number;
}

export interface WasmGlobal {
  readonly isI32: boolean;
  readonly mutable: boolean;
}

export interface WasmMemory {
  readonly imported: boolean;
  /** Pages of 64 KiB. */
  readonly minimum: number;
  readonly maximum: number | undefined;
  /** Where the section that says so begins and ends in the module's bytes. */
  readonly section: { readonly start: number; readonly end: number };
}

export type ExternKind = "function" | "table" | "memory" | "global" | "tag";

const externKinds: readonly ExternKind[] = ["function", "table", "memory", "global", "tag"];

/** Import, table, memory, global, export and data sections. */
const sectionsToRead: ReadonlySet<number> = new Set([2, 4, 5, 6, 7, 11]);

/**
 * Reads a module's imports, exports, memory and data. Does not validate code; V8 does.
 * Throws SC0305 when the bytes are not a module, SC0308 when it uses features that macro modules never have.
 */
export function readWasmImage(bytes: Uint8Array): WasmImage {
  try {
    return readSections(new ModuleReader(bytes));
  } catch (error) {
    throw error instanceof WireError ? notAModule(error.message) : error;
  }
}

function readSections(reader: ModuleReader): WasmImage {
  if (reader.fixed32() !== 0x6d73_6100 || reader.fixed32() !== 1) reader.fail("it does not start like one");
  const imports: WasmImport[] = [];
  const exports = new Map<string, WasmExport>();
  const memories: WasmMemory[] = [];
  const constants = new Map<number, number>();
  const data: { address: number; bytes: Uint8Array }[] = [];
  const globals: WasmGlobal[] = [];
  const custom: { name: string; size: number }[] = [];
  let tables = 0;
  let tableElements = 0;
  while (!reader.atEnd) {
    const start = reader.offset;
    const section = reader.byte();
    const end = reader.block();
    if (section === 0) custom.push({ name: reader.name(), size: end - reader.offset });
    const count = sectionsToRead.has(section) ? reader.u32() : 0;
    for (let index = 0; index < count; index++) {
      if (section === 2) {
        const module = reader.name();
        const name = reader.name();
        const kind = reader.externKind();
        imports.push({ module, name, kind });
        if (kind === "function") reader.u32();
        else if (kind === "table") reader.table();
        else if (kind === "memory") memories.push({ ...reader.limits(), imported: true, section: { start, end } });
        else if (kind === "tag") reader.tag();
        else globals.push(reader.globalType());
      } else if (section === 4) {
        tables++;
        tableElements += reader.table();
      } else if (section === 5) {
        memories.push({ ...reader.limits(), imported: false, section: { start, end } });
      } else if (section === 6) {
        const type = reader.globalType();
        const constant = reader.constantExpression();
        if (constant !== undefined) constants.set(globals.length, constant);
        globals.push(type);
      } else if (section === 7) {
        const name = reader.name();
        exports.set(name, { kind: reader.externKind(), index: reader.u32() });
      } else {
        const flags = reader.u32();
        if (flags === 2 && reader.u32() !== 0) reader.fail("it has data for a second memory");
        const address = flags === 1 ? undefined : reader.constantExpression();
        const segment = reader.bytes(reader.u32());
        if (address !== undefined) data.push({ address: address >>> 0, bytes: segment });
      }
    }
    reader.skipTo(end);
  }
  const [memory] = memories;
  if (memory === undefined || memories.length > 1) throw unusable(`it has ${memories.length} memories; a macro module has one`);
  return { imports, exports, memory, constants, globals, tables, tableElements, data, custom };
}

/** What memory holds at an address when the module starts; zero where no data segment says otherwise. */
export function initialMemory(image: WasmImage, address: number, length: number): Uint8Array {
  if (length < 0 || address < 0 || address + length > image.memory.minimum * 65_536) {
    throw unusable("its macro declarations lie outside its memory");
  }
  const bytes = new Uint8Array(length);
  for (const segment of image.data) {
    const from = Math.max(address, segment.address);
    const to = Math.min(address + length, segment.address + segment.bytes.length);
    if (from < to) bytes.set(segment.bytes.subarray(from - segment.address, to - segment.address), from - address);
  }
  return bytes;
}

function notAModule(reason: string): SilcrowError {
  return new SilcrowError("SC0305", `the file is not a WebAssembly module: ${reason}`);
}

/** The error for a module that is WebAssembly but not a macro module of this version. */
export function unusable(reason: string): SilcrowError {
  return new SilcrowError("SC0308", `the module is not a macro module that this silcrow can run: ${reason}`);
}

/** A section of a module: its number, the length of its content, the content. */
export function wasmSection(number: number, content: Uint8Array): Uint8Array {
  const writer = new WireWriter();
  writer.u8(number);
  writer.u(content.length);
  writer.bytes(content);
  return writer.finish();
}

/** WebAssembly's numbers and strings are encoded as silcrow's wire has them; beside these it has signed ones. */
class ModuleReader {
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
