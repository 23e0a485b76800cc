import path from "node:path";
import { buildOnce } from "./build-once.ts";
import { buildSandboxStd, sandboxCodegenFlags, type SandboxStd } from "./build-sandbox-std.ts";
import { compileOwnCrate, shimCompilation } from "./native-parts.ts";
import { hashOf, rustDirectory, rustSources } from "./rust-sources.ts";
import type { SandboxParts } from "./sandbox-parts.ts";
import { wasiFlags } from "./sandbox-target.ts";
import type { Progress, SandboxToolchain } from "./types.ts";
import { userCacheDirectory } from "./user-cache.ts";

export type OptLevel = "0" | "1" | "2" | "3" | "s" | "z";

export interface SandboxOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** How much macro crates are optimised; our own guest and the standard library always are. */
  readonly optLevel?: OptLevel;
}

/**
 * Makes a toolchain for the sandbox ready: its standard library, our `proc_macro` (the guest) and the
 * shim's library for macro crates that use macros; each once, in the user's cache.
 * Throws SC0106 or SC0107 when they cannot be compiled, SC0108 when the cache cannot be written.
 */
export async function prepareSandbox(
  parts: SandboxParts,
  progress: Progress,
  { env = process.env, optLevel = defaultOptLevel }: SandboxOptions = {},
): Promise<SandboxToolchain> {
  const std = await buildSandboxStd(parts, progress, env);
  const guestId = hashOf([std.id, ...guestFlags, ...(rustSources(["guest", "shim", "wire"]))]).slice(0, 16);
  const directory = path.join(userCacheDirectory(env), "sandbox", `guest-${guestId}`);
  await buildOnce(
    directory,
    async (temporary) => {
      progress.step("compiling the sandbox's proc_macro (once per compiler)");
      const guest = [path.join(rustDirectory, "guest", "lib.rs"), "--crate-name", "proc_macro", "--crate-type", "rlib"];
      guest.push(...targetArguments(std), ...guestFlags, "-o", path.join(temporary, "libproc_macro.rlib"));
      await Promise.all([
        compileOwnCrate(parts.rustc, guest, { ...env, ...sandboxEnvironment }),
        // The shim runs in the compiler, so it is compiled for the machine.
        compileOwnCrate(parts.rustc, shimCompilation(path.join(temporary, "libsilcrow_shim.rlib")), env),
      ]);
    },
    () => progress.step("waiting for another silcrow that compiles the sandbox's proc_macro"),
  );
  return {
    rustc: parts.rustc,
    arguments: [...targetArguments(std), "-L", directory, ...macroFlags(optLevel)],
    linkArguments: ["-C", `linker=${parts.linker}`, "-L", `native=${std.nativeLibraries}`, ...linkFlags],
    environment: sandboxEnvironment,
    shimLibrary: path.join(directory, "libsilcrow_shim.rlib"),
    id: hashOf([guestId, ...macroFlags(optLevel), ...linkFlags]).slice(0, 16),
    description: `rustc ${parts.release}, opt-level ${optLevel}`,
  };
}

/** A macro crate is compiled more often than its macros run long enough for anything more to pay. */
const defaultOptLevel: OptLevel = "0";

/** The compiler is stable; the sandbox's target is not. Meant for the sandbox's compilations only, never for build scripts. */
const sandboxEnvironment = { RUSTC_BOOTSTRAP: "1" } as const;

const guestFlags: readonly string[] = ["-C", "opt-level=3", "-C", "debuginfo=0", "-C", "codegen-units=1"];

function targetArguments(std: SandboxStd): string[] {
  return ["-Zunstable-options", "--target", std.targetSpec, "--sysroot", std.sysroot, ...sandboxCodegenFlags, ...wasiFlags];
}

/**
 * Without optimisation, rustc's own inlining and three cheap passes over the result make modules that run
 * half again as fast and are a quarter smaller, and that compile no slower: there is less to translate.
 */
const cheapOptimisations: readonly string[] = [
  "-Zinline-mir=yes",
  "-Zmir-opt-level=2",
  "-Cpasses=function(sroa,early-cse,simplifycfg)",
];

/**
 * Debug assertions and overflow checks are off whatever the profile, so that an expansion does not depend
 * on the profile that it was emitted with.
 */
function macroFlags(optLevel: OptLevel): string[] {
  const settings = [`opt-level=${optLevel}`, "debuginfo=0", "debug-assertions=off", "overflow-checks=off", "embed-bitcode=no", "prefer-dynamic=no"];
  return [...settings.flatMap((setting) => ["-C", setting]), ...(optLevel === "0" ? cheapOptimisations : [])];
}

/** What the host calls, and what it needs to reset an instance. */
const exportedSymbols = [
  "silcrow_abi_1",
  "silcrow_init",
  "silcrow_alloc",
  "silcrow_expand",
  "silcrow_keep",
  "silcrow_hash_keys",
  "__stack_pointer",
  "__heap_base",
] as const;

const linkFlags: readonly string[] = [
  // rustc asks to export a metadata symbol that no wasm object defines.
  "--allow-undefined",
  "--export-table",
  // The host makes the memory, with the limit that the user chose as its maximum.
  "--import-memory",
  `--max-memory=${4 * 1024 ** 3}`,
  ...exportedSymbols.map((symbol) => `--export=${symbol}`),
]
  .flatMap((flag) => ["-C", `link-arg=${flag}`])
  .concat("-C", "strip=debuginfo");
