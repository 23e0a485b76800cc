import { readFile } from "node:fs/promises";
import { named, unusable } from "../module-error.ts";
import type { ProcessSandbox } from "../types.ts";

/** A macro crate compiled for the machine, and what a worker needs to run it. Can be sent to worker threads. */
export interface LoadedLibrary {
  readonly kind: "process";
  readonly path: string;
  readonly sandbox: ProcessSandbox;
  /** Name of the symbol at which its declarations are. */
  readonly declarations: string;
  readonly memoryLimit: number;
  /** Where processes have a folder each for what they are shown and what they print. */
  readonly folder: string;
}

/** Looks at a library without loading it. Throws SC0305 or SC0308 when it is no macro crate. */
export async function loadLibrary(path: string, sandbox: ProcessSandbox, { memoryLimit, folder }: Pick<LoadedLibrary, "memoryLimit" | "folder">): Promise<LoadedLibrary> {
  try {
    const bytes = await readFile(path);
    if (bytes.readUInt32BE(0) !== 0x7f454c46) throw unusable("it is no library of this system");
    const start = bytes.indexOf(declarationsPrefix);
    const declarations = start < 0 ? undefined : /^__rustc_proc_macro_decls_[0-9a-f]{1,32}__/.exec(bytes.toString("latin1", start, start + 80))?.[0];
    if (declarations === undefined) throw unusable("it exports no macro declarations");
    return { kind: "process", path, sandbox, declarations, memoryLimit, folder };
  } catch (error) {
    throw named(path, error);
  }
}

const declarationsPrefix = "__rustc_proc_macro_decls_";
