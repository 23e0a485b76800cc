import { stat } from "node:fs/promises";
import { SilcrowError } from "#diagnostics";
import { findBubblewrap } from "./find-bubblewrap.ts";
import { findSandboxToolchain } from "./find-sandbox-toolchain.ts";
import { missingSandbox } from "./install-sandbox-toolchain.ts";
import { findNativeToolchain } from "./native-toolchain.ts";
import { parseRustcVersion } from "./rustc-version.ts";
import { runProgram } from "./run-program.ts";
import type { NativeToolchain, Surroundings } from "./types.ts";
import { userCacheDirectory } from "./user-cache.ts";

/** One line of `silcrow doctor`. */
export interface ToolchainPart {
  /** What it is, for people: `rustc`, `sandbox: WASI libc`. */
  readonly part: string;
  readonly status: "found" | "missing" | "optional";
  readonly path: string | undefined;
  readonly version: string | undefined;
  /** Code of the error that emit or replay would give; only when missing. */
  readonly code: string | undefined;
  /** What was looked for, and the commands that help; only when missing. */
  readonly advice: readonly string[];
}

/** Everything that silcrow needs from the machine, found or missing. Builds nothing and changes nothing. */
export async function describeToolchains({ cwd, env }: Surroundings): Promise<ToolchainPart[]> {
  const parts: ToolchainPart[] = [];
  const native = await findNativeToolchain({ cwd, env }).catch((error: unknown) => {
    if (!(error instanceof SilcrowError)) throw error;
    parts.push(lacking("rustc", error.code, [error.message, ...error.notes, ...(error.help ? [error.help] : [])]));
    return undefined;
  });
  if (native !== undefined) parts.push(...(await describeNative(native, { cwd, env })), ...(await describeSandbox(native, { cwd, env })));
  const bubblewrap = await findBubblewrap(env);
  parts.push(bubblewrap.kind === "found" ? found("bubblewrap", bubblewrap.path, bubblewrap.version) : { part: "bubblewrap", status: "optional", path: undefined, version: `build scripts run without a sandbox, and macros in WebAssembly alone: ${bubblewrap.reason}`, code: undefined, advice: [] });
  const cache = userCacheDirectory(env);
  const exists = await stat(cache).then(
    () => true,
    () => false,
  );
  parts.push(found("user cache", cache, exists ? undefined : "not made yet"));
  return parts;
}

async function describeNative(native: NativeToolchain, { cwd, env }: Surroundings): Promise<ToolchainPart[]> {
  const versionOf = async (file: string) => (await runProgram(file, ["--version"], { cwd, env })).stdout.trim() || undefined;
  const [cargo, rustdoc] = await Promise.all([versionOf(native.cargo), versionOf(native.rustdoc)]);
  return [
    found("rustc", native.rustc, parseRustcVersion(native.version)?.title),
    found("cargo", native.cargo, cargo),
    rustdoc === undefined
      ? lacking("rustdoc", undefined, [`${native.rustdoc} does not run; only \`silcrow doc\` and doc tests need it`])
      : found("rustdoc", native.rustdoc, rustdoc),
  ];
}

async function describeSandbox(native: NativeToolchain, surroundings: Surroundings): Promise<ToolchainPart[]> {
  const search = await findSandboxToolchain(native, surroundings);
  if (search.kind === "ready") {
    const { parts } = search;
    return [
      found("sandbox: rustc", parts.rustc, parseRustcVersion(parts.version)?.title),
      found("sandbox: standard library sources", parts.library, parts.vendored ? "with their dependencies" : undefined),
      found("sandbox: WASI libc", parts.libc, undefined),
      found("sandbox: wasm linker", parts.linker, undefined),
    ];
  }
  const { help } = missingSandbox(search.ways);
  return search.ways.flatMap((way) =>
    way.missing.map((part) =>
      lacking(`sandbox: ${missingTitles[part.part]}`, part.code, [part.message, ...(way.commands.length > 0 ? way.commands : help ? [help] : [])]),
    ),
  );
}

const missingTitles = {
  rustc: "rustc",
  sources: "standard library sources",
  libc: "WASI libc",
  linker: "wasm linker",
} as const;

function found(part: string, path: string, version: string | undefined): ToolchainPart {
  return { part, status: "found", path, version, code: undefined, advice: [] };
}

function lacking(part: string, code: string | undefined, advice: readonly string[]): ToolchainPart {
  return { part, status: "missing", path: undefined, version: undefined, code, advice };
}
