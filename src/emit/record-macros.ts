import { join } from "node:path";
import { SilcrowError } from "#diagnostics";
import { readIfThere } from "#files";
import { layoutVersion, type MacroCrateRecord, parseMacrosJson, printMacrosJson } from "#format";
import type { MacroDeclaration } from "#sandbox";
import { writeCacheFile } from "./write-cache-file.ts";

export const macrosFile = "macros.json";

/** The macros of a module as macros.json lists them. */
export function macroRecords(declarations: readonly MacroDeclaration[]): MacroCrateRecord["macros"] {
  return declarations.map(({ name, kind, helperAttributes }) => ({
    name,
    kind,
    ...(helperAttributes.length > 0 ? { helper_attributes: helperAttributes } : {}),
  }));
}

/**
 * Writes macros.json, if that changes it. Crates that it has and that are not given are kept with `keepOthers`.
 * Throws SC0205 for a file of a later version. A damaged file is written anew: all of it can be.
 */
export async function recordMacros(cacheDir: string, crates: readonly MacroCrateRecord[], keepOthers: boolean): Promise<void> {
  const path = join(cacheDir, macrosFile);
  const text = readIfThere(path);
  const before = text === undefined ? undefined : parseMacrosJson(text);
  if (before?.kind === "newer") {
    throw new SilcrowError("SC0205", `${path} was written by a newer silcrow`, {
      notes: [`it has version ${before.version} of the format`],
      help: "update silcrow",
    });
  }
  const others = keepOthers && before?.kind === "macros" ? before.macros.macro_crates : [];
  const given = new Map(crates.map((crate) => [crate.macro_item, crate]));
  const kept = others.filter((crate) => !given.has(crate.macro_item));
  if (text === undefined && given.size === 0) return;
  writeCacheFile(path, printMacrosJson({ silcrow_macros_version: 1, layout: layoutVersion, macro_crates: [...kept, ...given.values()] }));
}
