import { rm } from "node:fs/promises";
import { setTimeout } from "node:timers";
import { isIdentifier, WireError, WireReader } from "#format";
import { named } from "../module-error.ts";
import { longestName, macroKinds, mostDeclarations } from "../read-declarations.ts";
import type { MacroDeclaration, ProcessSandbox } from "../types.ts";
import { unusable } from "../wasm-image.ts";
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

/** What a process says is as little to be trusted as what a module has in its memory. */
export function declarationsIn(bytes: Uint8Array): MacroDeclaration[] {
  const reader = new WireReader(bytes);
  const declarations = Array.from({ length: atMost(reader.u()) }, (_, index): MacroDeclaration => {
    const kind = macroKinds[reader.u8()];
    if (kind === undefined) throw unusable("it declares a macro of an unknown kind");
    const name = identifier(reader.string());
    return { kind, name, helperAttributes: Array.from({ length: atMost(reader.u()) }, () => identifier(reader.string())), function: index };
  });
  if (!reader.atEnd) throw unusable("what it declares is malformed");
  return declarations;
}

function atMost(count: number): number {
  if (count > mostDeclarations) throw unusable(`it declares ${count} macros or attributes`);
  return count;
}

function identifier(text: string): string {
  if (text.length > longestName || !isIdentifier(text)) throw unusable(`it declares a macro or an attribute with the name ${JSON.stringify(text.slice(0, 60))}`);
  return text;
}
