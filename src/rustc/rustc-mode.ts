import { resolve } from "node:path";
import { enforcePolicies, type PolicyInForce } from "#config";
import { SilcrowError } from "#diagnostics";
import type { OutputStream } from "#emit";
import type { Capabilities, MacroCrateRecord } from "#format";
import { sandboxTarget } from "#toolchain";
import { compileMacro } from "./compile-macro.ts";
import { emitMacros } from "./emit-macros.ts";
import { replayMacros } from "./replay-macros.ts";
import { emitKinds, parseRustcArguments, type RustcArgument, valueOf } from "./rustc-arguments.ts";

export interface RustcModeOptions {
  /** rustc's arguments, silcrow's own among them. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** From silcrow's own `--macro-cache-dir`, absolute; one among rustc's arguments wins. */
  readonly cacheDir: string | undefined;
  readonly streams: { readonly stdout: { write(text: string | Uint8Array): unknown }; readonly stderr: OutputStream };
  readonly deadlineSeconds?: number | undefined;
  readonly memoryLimit?: number | undefined;
  /** What macros may have, by the name of their package; paths are relative to the working directory. */
  readonly capabilities?: Readonly<Record<string, Capabilities>> | undefined;
  /** What macros may have at most, or may have had when they were expanded. */
  readonly policies?: readonly PolicyInForce[] | undefined;
}

/** A call of rustc, taken apart: silcrow's own arguments are no longer among `args`. */
export interface RustcCall extends RustcModeOptions {
  readonly parsed: readonly RustcArgument[];
}

/**
 * The modes for one call of rustc. With `--target wasm32-macro` it compiles a macro crate, or a crate that one
 * needs, for the sandbox; with `--emit=macros` it expands the macros of a crate and writes entries; with only a
 * cache directory it compiles a crate from its entries. Answers rustc's exit code.
 */
export async function rustcMode(options: RustcModeOptions): Promise<number> {
  const all = parseRustcArguments(options.args, options.cwd);
  const wanted = valueOf(all, "--macro-cache-dir");
  const parsed = all.filter(({ name }) => name !== "--macro-cache-dir");
  const cacheDir = wanted === undefined ? options.cacheDir : resolve(options.cwd, wanted);
  const call: RustcCall = { ...options, parsed, cacheDir };
  if (valueOf(parsed, "--target") === sandboxTarget) return await compileMacro(call);
  const isEmit = emitKinds(parsed).includes("macros");
  if (cacheDir === undefined) {
    throw new SilcrowError("SC0501", "no macro cache is named", {
      help: "add --macro-cache-dir=<dir>, or --target wasm32-macro to compile a macro for the sandbox",
    });
  }
  return isEmit ? await emitMacros({ ...call, cacheDir }) : await replayMacros({ ...call, cacheDir });
}

/** Throws SC0520 or SC0521. Without cargo nobody knows what belongs to a workspace, so that no macro crate is exempt. */
export function checkRecords({ policies = [] }: RustcModeOptions, records: readonly MacroCrateRecord[], remedy: string): void {
  enforcePolicies(policies, records.map((record) => ({ ...record, sandbox: record.sandbox.kind, isOwn: false })), remedy);
}
