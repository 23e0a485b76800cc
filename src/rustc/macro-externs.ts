import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type ExternArgument, parseExtern, type RustcArgument } from "./rustc-arguments.ts";

/** An `--extern` that names a macro crate: a module for the sandbox, or a library for the compiler to load. */
export interface MacroExtern extends ExternArgument {
  readonly argument: RustcArgument;
  readonly kind: "module" | "native";
  readonly path: string;
  /** Name of the crate, from the name of its file. */
  readonly crateName: string;
}

/** The macro crates among the externs. Paths are absolute; the files need not exist. */
export function macroExterns(args: readonly RustcArgument[], cwd: string): MacroExtern[] {
  return args.flatMap((argument): MacroExtern[] => {
    if (argument.name !== "--extern" || argument.value === undefined) return [];
    const parsed = parseExtern(argument.value);
    if (parsed.path === undefined) return [];
    const kind = /\.wasm$/.test(parsed.path) ? "module" : /\.(?:so|dylib|dll)$/.test(parsed.path) ? "native" : undefined;
    if (kind === undefined) return [];
    const path = resolve(cwd, parsed.path);
    if (kind === "native" && existsSync(path) && !isMacroCrate(path)) return [];
    const stem = basename(path).replace(/^lib/, "").replace(/\.[^.]+$/, "");
    return [{ ...parsed, argument, kind, path, crateName: stem.replace(/-[0-9a-f]+$/, "") }];
  });
}

/** Native macro crates that rustc could find by itself in the folders of `-L`. */
export function nativeMacrosOnPath(args: readonly RustcArgument[], cwd: string): string[] {
  return args.flatMap(({ name, value }) => {
    if (name !== "-L" || value === undefined) return [];
    const [, kind = "all", folder = value] = /^(dependency|crate|native|framework|all)=([\s\S]*)$/.exec(value) ?? [];
    if (kind === "native" || kind === "framework") return [];
    const directory = resolve(cwd, folder);
    return filesOf(directory).filter((file) => /\.(?:so|dylib|dll)$/.test(file) && isMacroCrate(file));
  });
}

function filesOf(directory: string): string[] {
  try {
    return readdirSync(directory).sort().map((name) => join(directory, name)).filter((file) => statSync(file).isFile());
  } catch {
    return [];
  }
}

/** rustc finds a macro crate's macros by a symbol with this name. */
function isMacroCrate(file: string): boolean {
  try {
    return readFileSync(file).includes("rustc_proc_macro_decls_");
  } catch {
    return false;
  }
}
