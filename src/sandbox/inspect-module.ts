import { readFile } from "node:fs/promises";
import { named } from "./module-error.ts";
import { declarationsOf } from "./read-declarations.ts";
import type { MacroDeclaration } from "./types.ts";
import { readWasmImage, type WasmImport } from "./wasm-image.ts";

/** What an imported function is good for. */
export type Reach = "tokens" | "environment" | "files" | "output" | "clock" | "random" | "network" | "programs" | "nothing" | "unknown";

export interface ImportReport extends WasmImport {
  readonly reach: Reach;
}

/** What can be known of a macro module without running anything of it. */
export interface ModuleReport {
  /** Bytes. */
  readonly size: number;
  /** Versions of the ABI that it exports; silcrow has 1. */
  readonly abi: readonly number[];
  readonly imports: readonly ImportReport[];
  readonly exports: readonly { readonly name: string; readonly kind: string }[];
  /** Pages of 64 KiB. */
  readonly memory: { readonly imported: boolean; readonly minimum: number; readonly maximum: number | undefined };
  readonly macros: readonly MacroDeclaration[];
  /** Why there are no macros to list. */
  readonly macrosProblem: string | undefined;
  readonly custom: readonly { readonly name: string; readonly size: number }[];
}

/** Reads a module file; nothing of it is compiled or run. Throws SC0305 or SC0308 when it is none that could be a macro's. */
export async function inspectModule(path: string): Promise<ModuleReport> {
  try {
    const bytes = new Uint8Array(await readFile(path));
    const image = readWasmImage(bytes);
    let macros: MacroDeclaration[] = [];
    let macrosProblem: string | undefined;
    try {
      macros = declarationsOf(image);
    } catch (error) {
      macrosProblem = error instanceof Error ? error.message : String(error);
    }
    const { imported, minimum, maximum } = image.memory;
    return {
      size: bytes.length,
      abi: [...image.exports.keys()].flatMap((name) => /^silcrow_abi_(\d{1,9})$/.exec(name)?.[1] ?? []).map(Number),
      imports: image.imports.map((each) => ({ ...each, reach: reachOf(each) })),
      exports: [...image.exports].map(([name, { kind }]) => ({ name, kind })),
      memory: { imported, minimum, maximum },
      macros,
      macrosProblem,
      custom: image.custom,
    };
  } catch (error) {
    throw named(path, error, "name a macro crate of the project, or a module that `silcrow emit` or `silcrow rustc` compiled");
  }
}

function reachOf({ module, name, kind }: WasmImport): Reach {
  if (kind !== "function") return module === "env" && /^(?:memory|__cpp_exception)$/.test(name) ? "nothing" : "unknown";
  return reaches.get(module)?.find(([pattern]) => pattern.test(name))?.[1] ?? "unknown";
}

/** The first pattern that matches decides. */
const reaches: ReadonlyMap<string, readonly (readonly [RegExp, Reach])[]> = new Map<string, readonly (readonly [RegExp, Reach])[]>([
  ["silcrow_1", [
    [/^(?:env_get|cwd_get)$/, "environment"],
    [/^real_path$/, "files"],
    [/^observe$/, "tokens"],
    [/^program_output$/, "programs"],
    [/^(?:panicked|parsed_names)$/, "nothing"],
  ]],
  ["wasi_snapshot_preview1", [
    [/^environ_/, "environment"],
    [/^(?:path_|fd_(?:readdir|read|pread|pwrite|seek|tell|prestat|fdstat|filestat|allocate|advise|close|datasync|sync|renumber))/, "files"],
    [/^fd_write$/, "output"],
    [/^clock_|^poll_oneoff$/, "clock"],
    [/^random_get$/, "random"],
    [/^sock_/, "network"],
    [/^(?:args_|proc_|sched_)/, "nothing"],
  ]],
  ["env", [[/^pthread_(?:create|attr_init|attr_destroy|attr_setstacksize|detach)$/, "nothing"]]],
]);
