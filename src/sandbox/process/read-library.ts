import { rm } from "node:fs/promises";
import { setTimeout } from "node:timers";
import { WireError, WireReader } from "#format";
import { declaredCount, declaredKind, declaredLength, declaredName } from "../declared-macros.ts";
import { named, unusable } from "../module-error.ts";
import type { MacroDeclaration, ProcessSandbox } from "../types.ts";
import { makeFolder } from "./make-folder.ts";
import { loadLibrary } from "./load-library.ts";
import { ProcessInstance } from "./process-instance.ts";

/**
 * The macros of a macro crate that is compiled for the machine. To list them the library has to be loaded, which
 * happens in its sandbox. Throws SC0305 or SC0308 when the file is no macro crate or does not load.
 */
export async function readLibrary(path: string, sandbox: ProcessSandbox): Promise<MacroDeclaration[]> {
  const folder = await makeFolder(sandbox);
  try {
    const instance = new ProcessInstance(await loadLibrary(path, sandbox, { memoryLimit, folder }), 0);
    const timer = setTimeout(() => instance.close(), deadlineMs);
    const said = await instance.declarations();
    clearTimeout(timer);
    await instance.ended();
    if ("problem" in said) throw unusable(said.problem);
    return declarationsIn(said.declarations);
  } catch (error) {
    throw named(path, error instanceof WireError ? unusable("what it declares is malformed") : error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** For loading alone. */
const memoryLimit = 2 ** 30;
const deadlineMs = 30_000;

/** The declarations of docs/contracts.md §2.1, in the wire encoding. */
export function declarationsIn(bytes: Uint8Array): MacroDeclaration[] {
  const reader = new WireReader(bytes);
  const name = (): string => declaredName(reader.bytes(declaredLength(reader.u())));
  const declarations = Array.from({ length: declaredCount(reader.u(), "macros") }, (_, index): MacroDeclaration => {
    const kind = declaredKind(reader.u8());
    const macroName = name();
    return { kind, name: macroName, helperAttributes: Array.from({ length: declaredCount(reader.u(), "helper attributes for one derive") }, name), function: index };
  });
  if (!reader.atEnd) throw unusable("what it declares is malformed");
  return declarations;
}
