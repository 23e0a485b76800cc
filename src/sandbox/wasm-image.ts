import { WireError, WireWriter } from "#format";
import { notAModule, unusable } from "./module-error.ts";
import { ModuleReader } from "./module-reader.ts";

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

/** A section of a module: its number, the length of its content, the content. */
export function wasmSection(number: number, content: Uint8Array): Uint8Array {
  const writer = new WireWriter();
  writer.u8(number);
  writer.u(content.length);
  writer.bytes(content);
  return writer.finish();
}
