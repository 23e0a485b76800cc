import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { SilcrowError } from "#diagnostics";
import { SourceFile } from "#source";
import { rootFileOf, type RustcArgument, valueOf } from "./rustc-arguments.ts";

export interface CrateRoot {
  /** As given. */
  readonly file: string;
  readonly path: string;
  readonly name: string;
}

/** Root file and name of the crate that a call compiles. Throws SC0501 when there is not exactly one root file. */
export function crateRoot(args: readonly RustcArgument[], cwd: string): CrateRoot {
  const file = rootFileOf(args);
  if (file === undefined || file === "-") {
    throw new SilcrowError("SC0501", "one Rust source file is needed among rustc's arguments");
  }
  const path = resolve(cwd, file);
  return { file, path, name: valueOf(args, "--crate-name") ?? nameInSource(path) ?? basename(file, ".rs").replaceAll("-", "_") };
}

/** The value of `#![crate_name = "…"]`. */
function nameInSource(path: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new SilcrowError("SC0501", `cannot read ${path}`, { cause });
  }
  const file = new SourceFile(text);
  for (let index = 0; file.isPunct(index, "#") && file.isPunct(index + 1, "!"); index = file.afterTree(index + 2)) {
    if (file.isWord(index + 3, "crate_name")) return /^"(.*)"$/.exec(file.tokenText(index + 5))?.[1];
  }
  return undefined;
}
