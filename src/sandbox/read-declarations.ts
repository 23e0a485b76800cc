import { readFile } from "node:fs/promises";
import { declaredCount, declaredKind, declaredLength, declaredName } from "./declared-macros.ts";
import { named, unusable } from "./module-error.ts";
import type { MacroDeclaration } from "./types.ts";
import { initialMemory, readWasmImage, type WasmImage } from "./wasm-image.ts";

/**
 * The macros that a module exports, read from its data segments: nothing of the module is run.
 * Throws SC0305 or SC0308 when the file is not a macro module.
 */
export async function readDeclarations(modulePath: string): Promise<MacroDeclaration[]> {
  try {
    return declarationsOf(readWasmImage(await readFile(modulePath)));
  } catch (error) {
    throw named(modulePath, error);
  }
}

/** The declarations of docs/contracts.md §2 in a module's initial memory. */
export function declarationsOf(image: WasmImage): MacroDeclaration[] {
  const [count, address] = declarationSlice(image);
  const records = words(image, address, declaredCount(count, "macros") * 6);
  return Array.from({ length: count }, (_, index) => {
    const [kind = 0, namePointer = 0, nameLength = 0, attributes = 0, attributeCount = 0, trampoline = 0] = records.slice(index * 6);
    const macroKind = declaredKind(kind);
    const pairs = words(image, attributes, declaredCount(attributeCount, "helper attributes for one derive") * 2);
    return {
      kind: macroKind,
      name: name(image, namePointer, nameLength),
      helperAttributes: Array.from({ length: attributeCount }, (_, at) => name(image, pairs[at * 2] ?? 0, pairs[at * 2 + 1] ?? 0)),
      function: trampoline,
    };
  });
}

/** Length and address of the slice of declarations, through the global that rustc exports. */
function declarationSlice(image: WasmImage): [count: number, address: number] {
  for (const [name, { kind, index }] of image.exports) {
    if (kind !== "global" || !/^__rustc_proc_macro_decls_[0-9a-f]+__$/.test(name)) continue;
    const global = image.constants.get(index);
    if (global === undefined) throw unusable("the address of its macro declarations is not a constant");
    const [address = 0, count = 0] = words(image, global >>> 0, 2);
    return [count, address];
  }
  throw unusable("it exports no macro declarations");
}

function words(image: WasmImage, address: number, count: number): number[] {
  if (count === 0) return [];
  const bytes = initialMemory(image, address, count * 4);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: count }, (_, index) => view.getUint32(index * 4, true));
}

function name(image: WasmImage, address: number, length: number): string {
  return declaredName(initialMemory(image, address, declaredLength(length)));
}
