import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { EmitProgress, EntryWriterPool, ExpansionHost, HostServer, knownStateful, type LoadedMacroCrate, macroRecords, recordMacros, removeStateless } from "#emit";
import { SilcrowError } from "#diagnostics";
import { type MacroCrateRecord, macroItemCrate } from "#format";
import { readDeclarations, SandboxPool } from "#sandbox";
import { findNativeToolchain, prepareNative } from "#toolchain";
import { compileWithShims, type ShimExtern } from "./compile-with-shims.ts";
import { crateRoot } from "./crate-name.ts";
import { type MacroExtern, macroExterns, nativeMacrosOnPath } from "./macro-externs.ts";
import { readMetadata } from "./module-metadata.ts";
import { emitKinds, type RustcArgument, wordsOf } from "./rustc-arguments.ts";
import { checkRecords, type RustcCall } from "./rustc-mode.ts";

/**
 * `--emit=macros`: compiles a crate as far as its macros need it (or with what else `--emit` asks for), expands
 * them in the sandbox from the modules that `--extern` names, and writes the entries.
 */
export async function emitMacros(call: RustcCall & { readonly cacheDir: string }): Promise<number> {
  const { cacheDir, cwd, env, streams, parsed } = call;
  const root = crateRoot(parsed, cwd);
  const externs = macroExterns(parsed, cwd);
  const native = [...externs.filter(({ kind }) => kind === "native").map(({ path }) => path), ...nativeMacrosOnPath(parsed, cwd)];
  if (native.length > 0) {
    throw new SilcrowError("SC0501", "a macro crate that is compiled for this machine cannot be expanded in the sandbox", {
      notes: native.map((path) => `it is ${path}`),
      help: "compile it with `silcrow rustc --crate-type proc-macro --target wasm32-macro` and name the .wasm file in --extern",
    });
  }
  const progress = new EmitProgress(streams.stderr, false);
  const toolchain = await findNativeToolchain({ cwd, env });
  const parts = await prepareNative(toolchain, progress, env);
  progress.clear();
  const modules = await Promise.all(externs.map((extern) => loadModule(extern, call)));
  checkRecords(call, modules.map(({ record }) => record), "take the grant out of `capabilities`");
  const pool = new SandboxPool({
    workers: Math.min(2, availableParallelism()),
    ...(call.deadlineSeconds === undefined ? {} : { deadlineMs: call.deadlineSeconds * 1000 }),
    ...(call.memoryLimit === undefined ? {} : { memoryLimitBytes: call.memoryLimit }),
  });
  const writer = new EntryWriterPool();
  const scratch = await mkdtemp(join(tmpdir(), "slc-"));
  const shims = modules.map(({ record, extern }): ShimExtern => ({ record, extern }));
  const args = wordsOf(withoutMacros(parsed, scratch));
  try {
    const stateful = await knownStateful(cacheDir, modules.map(({ loaded }) => ({ item: loaded.item, hash: loaded.macroHash })));
    for (;;) {
      const known = stateful.size;
      const host = new ExpansionHost({
        cacheDirs: [cacheDir],
        expander: pool,
        writer,
        macroCrates: new Map(modules.map(({ loaded }) => [loaded.item, loaded])),
        crateRoots: () => [root.path],
        stateful,
        moduleBuilt: async () => {
          throw new SilcrowError("SC0900", "no module is built here");
        },
        events: progress,
      });
      await removeStateless(cacheDir, stateful);
      await using server = await HostServer.listen(host);
      const exitCode = await compileWithShims({ call, root, shims, args: [...args], toolchain, parts, mode: "emit", socket: server.path });
      await host.finish();
      // Once more, in order, where a macro crate turned out to keep state.
      if (stateful.size > known) continue;
      const records = modules.map(({ record }) => (stateful.has(record.macro_item) ? { ...record, keeps_state: true } : record));
      await recordMacros(cacheDir, records, true);
      return exitCode;
    }
  } finally {
    progress.clear();
    await Promise.all([pool.close(), writer.close()]);
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Module {
  readonly extern: MacroExtern;
  readonly loaded: LoadedMacroCrate;
  readonly record: MacroCrateRecord;
}

async function loadModule(extern: MacroExtern, { capabilities = {} }: RustcCall): Promise<Module> {
  const metadata = readMetadata(extern.path, readModule(extern.path));
  const declarations = await readDeclarations(extern.path);
  const { crate_name, package: packageName, version, macro_hash } = metadata;
  const item = macroItemCrate({ crateName: crate_name, packageName, source: null, version });
  const granted = Object.hasOwn(capabilities, packageName) ? (capabilities[packageName] ?? {}) : {};
  return {
    extern,
    loaded: { item, package: `${packageName} ${version}`, macroHash: macro_hash, module: extern.path, declarations, capabilities: granted },
    record: {
      package: packageName,
      version,
      source: null,
      checksum: null,
      edition: metadata.edition,
      crate_name,
      macro_item: item,
      macro_hash,
      features: metadata.features,
      root_length: metadata.root_length,
      dependencies: [],
      macros: macroRecords(declarations),
      sandbox: { kind: "wasm", abi: metadata.abi },
      capabilities: granted,
    },
  };
}

function readModule(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new SilcrowError("SC0501", `cannot read the macro module ${path}`, { cause });
  }
}

/** Without `macros` in `--emit`. When nothing else is asked for, rustc checks the crate and leaves no file. */
function withoutMacros(parsed: readonly RustcArgument[], scratch: string): RustcArgument[] {
  const kinds = emitKinds(parsed).filter((kind) => kind !== "macros");
  const others = parsed.filter(({ name }) => name !== "--emit");
  if (kinds.length > 0) return [...others, option(`--emit=${kinds.join(",")}`)];
  const unnamed = others.filter(({ name }) => name !== "-o" && name !== "--out-dir");
  return [...unnamed, option(`--emit=metadata=${join(scratch, "crate.rmeta")}`)];
}

function option(word: string): RustcArgument {
  return { name: "--emit", value: word, words: [word] };
}
