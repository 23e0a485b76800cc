import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SilcrowError } from "#diagnostics";
import { EmitProgress, macrosFile } from "#emit";
import { type MacroCrateRecord, parseMacrosJson } from "#format";
import { findNativeToolchain, prepareNative } from "#toolchain";
import { compileWithShims, type ShimExtern } from "./compile-with-shims.ts";
import { crateRoot } from "./crate-name.ts";
import { type MacroExtern, macroExterns, nativeMacrosOnPath } from "./macro-externs.ts";
import { readMetadata } from "./module-metadata.ts";
import { parseExtern, wordsOf } from "./rustc-arguments.ts";
import { checkRecords, type RustcCall } from "./rustc-mode.ts";

/**
 * A cache directory without `--emit=macros`: compiles a crate with its macros answered from the entries. The
 * macro crates are stand-ins made from macros.json; the files that `--extern` names for them need not exist,
 * and none of them is ever loaded.
 */
export async function replayMacros(call: RustcCall & { readonly cacheDir: string }): Promise<number> {
  const { cacheDir, cwd, env, streams, parsed } = call;
  const root = crateRoot(parsed, cwd);
  const records = readRecords(cacheDir);
  checkRecords(call, records, "take the grant out of `capabilities` and expand again with --emit=macros");
  const loose = nativeMacrosOnPath(parsed, cwd);
  if (loose.length > 0) {
    throw new SilcrowError("SC0211", "rustc could load a macro crate that is compiled for this machine", {
      notes: loose.map((path) => `it is ${path}, in a folder that -L names`),
      help: "a build from the cache runs no macro code: keep such files out of the folders that -L names",
    });
  }
  const known = macroExterns(parsed, cwd);
  // An extern of a library that is not there may be a macro crate as well: macros.json knows.
  const unnamed = parsed.flatMap((argument): MacroExtern[] => {
    if (argument.name !== "--extern" || argument.value === undefined || known.some((each) => each.argument === argument)) return [];
    const { options, name, path } = parseExtern(argument.value);
    if (path !== undefined || !records.some(({ crate_name }) => crate_name === name)) return [];
    return [{ options, name, path: "", argument, kind: "module", crateName: name }];
  });
  const externs = [...known, ...unnamed];
  const named = externs.map((extern): ShimExtern => ({ extern, record: recordOf(extern, records, cacheDir) }));
  const taken = new Set(named.map(({ record }) => record));
  const others = records.filter((record) => !taken.has(record)).map((record): ShimExtern => ({ record, extern: undefined }));
  const progress = new EmitProgress(streams.stderr, false);
  const toolchain = await findNativeToolchain({ cwd, env });
  const parts = await prepareNative(toolchain, progress, env);
  progress.clear();
  // The stand-ins of crates that nothing names are needed only by libraries that re-export their macros.
  const shims = hasLibraries(call) ? [...named, ...others] : named;
  return await compileWithShims({ call, root, shims, args: wordsOf(parsed), toolchain, parts, mode: "replay" });
}

function hasLibraries({ parsed }: RustcCall): boolean {
  return parsed.some(({ name, value }) => name === "--extern" && /\.(?:rlib|rmeta|so|dylib|dll)$/.test(value ?? ""));
}

function readRecords(cacheDir: string): readonly MacroCrateRecord[] {
  if (!existsSync(cacheDir)) {
    throw new SilcrowError("SC0207", `there is no macro cache at ${cacheDir}`);
  }
  const path = join(cacheDir, macrosFile);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new SilcrowError("SC0210", `${path} is missing`, { cause });
  }
  const parsed = parseMacrosJson(text);
  switch (parsed.kind) {
    case "macros":
      return parsed.macros.macro_crates;
    case "newer":
      throw new SilcrowError("SC0205", `${path} was written by a newer silcrow`, {
        notes: [`it has version ${parsed.version} of the format`],
        help: "update silcrow",
      });
    case "damaged":
      throw new SilcrowError("SC0210", `${path} is damaged`, { notes: [parsed.problem] });
  }
}

/** Throws SC0211 for a crate that macros.json does not have, SC0212 for a module that is another than it was. */
function recordOf(extern: MacroExtern, records: readonly MacroCrateRecord[], cacheDir: string): MacroCrateRecord {
  const candidates = records.filter(({ crate_name }) => crate_name === extern.crateName || crate_name === extern.name);
  const [first] = candidates;
  if (first === undefined) {
    throw new SilcrowError("SC0211", `the macro crate \`${extern.crateName}\` is not in the macro cache`, {
      notes: [`looked in ${join(cacheDir, macrosFile)}`],
      help: "a build from the cache runs no macro code: write the cache first, with --emit=macros",
    });
  }
  if (extern.kind !== "module" || !existsSync(extern.path)) {
    if (candidates.length === 1) return first;
    throw new SilcrowError("SC0211", `the macro cache has more than one macro crate \`${extern.crateName}\``, {
      notes: candidates.map(({ package: name, version }) => `${name} ${version}`),
      help: "let --extern name the .wasm file of the one that is meant",
    });
  }
  const { macro_hash } = readMetadata(extern.path, readFileSync(extern.path));
  const same = candidates.find((candidate) => candidate.macro_hash === macro_hash);
  if (same !== undefined) return same;
  throw new SilcrowError("SC0212", `the macro crate \`${extern.crateName}\` has changed since its macros were expanded`, {
    notes: [`${extern.path} was made from other sources than the entries in ${cacheDir}`],
    help: "expand again with --emit=macros, and review the difference",
  });
}
