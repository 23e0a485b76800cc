import { dirname } from "node:path";
import type { MacroCrateRecord } from "#format";
import type { NativeParts, NativeToolchain } from "#toolchain";
import { compileShim } from "./compile-shim.ts";
import type { CrateRoot } from "./crate-name.ts";
import type { MacroExtern } from "./macro-externs.ts";
import { externArgument, parseRustcArguments, valueOf } from "./rustc-arguments.ts";
import type { RustcCall } from "./rustc-mode.ts";
import { runRustc } from "./run-rustc.ts";

/** A macro crate, and the `--extern` that names it; without one, other crates may refer to it. */
export interface ShimExtern {
  readonly record: MacroCrateRecord;
  readonly extern: MacroExtern | undefined;
}

export interface CompileWithShims {
  readonly call: RustcCall & { readonly cacheDir: string };
  readonly root: CrateRoot;
  readonly shims: readonly ShimExtern[];
  /** rustc's arguments, the macro crates' externs still as they were given. */
  readonly args: readonly string[];
  readonly toolchain: NativeToolchain;
  readonly parts: NativeParts;
  readonly mode: "emit" | "replay";
  readonly socket?: string | undefined;
}

/** Runs rustc with the stand-ins in place of the macro crates; answers its exit code. */
export async function compileWithShims(request: CompileWithShims): Promise<number> {
  const { call, root, shims, toolchain, parts, mode, socket } = request;
  const { cwd, env, streams, cacheDir } = call;
  const libraries = new Map<string, string>();
  for (const { record } of shims) {
    const { crate_name, macro_item, macro_hash, macros, edition, root_length } = record;
    const declared = macros.map(({ name, kind, helper_attributes }) => ({ name, kind, helperAttributes: helper_attributes }));
    const keepsState = mode === "replay" && record.keeps_state === true;
    const shim = { crateName: crate_name, item: macro_item, hash: macro_hash, keepsState, macros: declared, rootLength: root_length, edition };
    libraries.set(macro_item, await compileShim(shim, toolchain, parts, env));
  }
  const parsed = parseRustcArguments(request.args, cwd);
  const replaced = parsed.flatMap((argument) => {
    const shim = shims.find(({ extern }) => extern !== undefined && extern.argument.value === argument.value && argument.name === "--extern");
    const library = shim === undefined ? undefined : libraries.get(shim.record.macro_item);
    return shim?.extern === undefined || library === undefined ? argument.words : externArgument(shim.extern, library);
  });
  // Crates that re-export a macro refer to its crate, which rustc looks for in these folders.
  const folders = [...libraries.values()].flatMap((library) => ["-L", `dependency=${dirname(library)}`]);
  const json = valueOf(parsed, "--error-format") === "json";
  const isTerminal = streams.stderr.isTTY === true;
  const choice = valueOf(parsed, "--color");
  const color = choice === "always" || (choice !== "never" && isTerminal);
  // rustc sees a pipe where its user has a terminal.
  const forced = !json && choice === undefined && isTerminal ? ["--color=always"] : [];
  return await runRustc({
    rustc: toolchain.rustc,
    args: [...replaced, ...folders, ...forced],
    cwd,
    env: {
      ...withoutSilcrows(env),
      SILCROW_MODE: mode,
      SILCROW_CACHE_DIR: cacheDir,
      SILCROW_CRATE: root.name,
      SILCROW_TARGET: targetOf(valueOf(parsed, "--target"), toolchain.host),
      SILCROW_WRAPPED: "1",
      ...(socket === undefined ? {} : { SILCROW_SOCKET: socket }),
    },
    streams,
    show: { cwd, color, json },
  });
}

/** A call from within another of silcrow's builds has its own circumstances. */
function withoutSilcrows(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("SILCROW_") || name === "SILCROW_CACHE_HOME"));
}

function targetOf(target: string | undefined, host: string): string {
  return target === undefined ? host : target.replace(/^.*[/\\]/, "").replace(/\.json$/, "");
}

