/** Writes small WebAssembly modules by hand, also such as no compiler makes. */
export interface ModuleSketch {
  readonly imports?: readonly { module: string; name: string; kind: "function" | "table" | "memory" | "global" | "tag" }[];
  /** Own memories: minimum and maximum in pages. */
  readonly memories?: readonly (readonly [minimum: number, maximum?: number])[];
  /** Own globals: initial values of immutable i32. */
  readonly globals?: readonly number[];
  /** Own tables of functions: elements at first. */
  readonly tables?: readonly number[];
  /** Names of exported functions; each does nothing and has the type () -> i32 with the result 1. */
  readonly functions?: readonly string[];
  readonly exports?: readonly { name: string; kind: "memory" | "global"; index: number }[];
  readonly data?: readonly { address: number; bytes: readonly number[] }[];
}

const kinds = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;
const descriptors = { function: [0], table: [0x70, 0, 1], memory: [0, 1], global: [0x7f, 0], tag: [0, 1] } as const;

export function wasmModule(sketch: ModuleSketch): Uint8Array<ArrayBuffer> {
  const { imports = [], memories = [], globals = [], tables = [], functions = [], exports = [], data = [] } = sketch;
  const importedFunctions = imports.filter(({ kind }) => kind === "function").length;
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [[0x60, 0, 1, 0x7f], [0x60, 1, 0x7f, 0]]),
    ...section(2, imports.map(({ module, name, kind }) => [...text(module), ...text(name), kinds[kind], ...descriptors[kind]])),
    ...section(3, functions.map(() => [0])),
    ...section(4, tables.map((elements) => [0x70, 0, ...leb(elements)])),
    ...section(5, memories.map(([minimum, maximum]) => (maximum === undefined ? [0, ...leb(minimum)] : [1, ...leb(minimum), ...leb(maximum)]))),
    ...section(6, globals.map((value) => [0x7f, 0, 0x41, ...signedLeb(value), 0x0b])),
    ...section(7, [
      ...functions.map((name, index) => [...text(name), 0, ...leb(importedFunctions + index)]),
      ...exports.map(({ name, kind, index }) => [...text(name), kinds[kind], ...leb(index)]),
    ]),
    ...section(10, functions.map(() => [4, 0, 0x41, 1, 0x0b])),
    ...section(11, data.map(({ address, bytes }) => [0, 0x41, ...signedLeb(address), 0x0b, ...leb(bytes.length), ...bytes])),
  ]);
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  if (items.length === 0) return [];
  const content = [...leb(items.length), ...items.flat()];
  return [id, ...leb(content.length), ...content];
}

function text(value: string): number[] {
  const bytes = [...Buffer.from(value)];
  return [...leb(bytes.length), ...bytes];
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...leb(Math.floor(value / 0x80))];
}

function signedLeb(value: number): number[] {
  const low = value & 0x7f;
  const rest = value >> 7;
  return (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40) ? [low] : [low | 0x80, ...signedLeb(rest)];
}

/** Little-endian 32-bit words. */
export function words(...values: number[]): number[] {
  return [...new Uint8Array(Uint32Array.from(values).buffer)];
}
