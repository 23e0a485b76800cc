import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { buildOnce } from "./build-once.ts";
import { type ProgramResult, runProgram } from "./run-program.ts";
import { hashOf, rustDirectory } from "./rust-sources.ts";
import type { SandboxParts } from "./sandbox-parts.ts";
import { sandboxTarget, sandboxTargetSpec, wasiFlags } from "./sandbox-target.ts";
import { shadowLibrary } from "./shadow-library.ts";
import type { Progress } from "./types.ts";
import { userCacheDirectory } from "./user-cache.ts";

/** The sandbox's standard library: a sysroot of its own. */
export interface SandboxStd {
  readonly sysroot: string;
  readonly targetSpec: string;
  /** Folder of WASI's libc.a. */
  readonly nativeLibraries: string;
  /** Names compiler, target and flags. */
  readonly id: string;
}

/**
 * Flags with which everything for the sandbox is compiled. Node's engine knows the legacy encoding of
 * WebAssembly exceptions; the final one is behind a flag there.
 */
export const sandboxCodegenFlags: readonly string[] = ["-Cpanic=unwind", "-Cllvm-args=-wasm-use-legacy-eh=true"];

/** Bumped when this file builds differently from the same inputs. */
const recipe = "std 3";

/**
 * Builds the standard library for the sandbox's target with `-Zbuild-std`, once per compiler, into the
 * user's cache. Throws SC0106 with cargo's messages when that fails.
 */
export async function buildSandboxStd(parts: SandboxParts, progress: Progress, env: NodeJS.ProcessEnv): Promise<SandboxStd> {
  const spec = sandboxTargetSpec(await wasip1Spec(parts, env));
  const libc = await readFile(parts.libc);
  const id = hashOf([recipe, await readProgramOutput(), parts.version, spec, ...sandboxCodegenFlags, libc.toString("latin1")]).slice(0, 16);
  const directory = path.join(userCacheDirectory(env), "sandbox", `std-${id}`);
  const std = sandboxStdIn(directory, id);
  await buildOnce(
    directory,
    async (temporary) => {
      progress.step("building the sandbox's standard library (once per compiler, about half a minute)");
      const workshop = path.join(temporary, "build");
      await mkdir(workshop);
      const specFile = path.join(workshop, `${sandboxTarget}.json`);
      await writeFile(specFile, spec);
      await writeFile(path.join(workshop, "Cargo.toml"), workshopManifest);
      await writeFile(path.join(workshop, "lib.rs"), "#![no_std]\n");
      const libraries = await runCargo(parts, workshop, specFile, progress, env);
      const made = sandboxStdIn(temporary, id);
      const target = path.join(temporary, "lib", "rustlib", sandboxTarget, "lib");
      await mkdir(target, { recursive: true });
      await Promise.all(libraries.map((file) => copyFile(file, path.join(target, path.basename(file)))));
      await mkdir(made.nativeLibraries, { recursive: true });
      await copyFile(parts.libc, path.join(made.nativeLibraries, "libc.a"));
      await writeFile(made.targetSpec, spec);
      await rm(workshop, { recursive: true, force: true });
    },
    () => progress.step("waiting for another silcrow that builds the sandbox's standard library"),
  );
  return std;
}

function readProgramOutput(): Promise<string> {
  return readFile(path.join(rustDirectory, "program-output.rs"), "utf8");
}

function sandboxStdIn(directory: string, id: string): SandboxStd {
  return {
    sysroot: directory,
    targetSpec: path.join(directory, `${sandboxTarget}.json`),
    nativeLibraries: path.join(directory, "lib", "wasi"),
    id,
  };
}

async function wasip1Spec(parts: SandboxParts, env: NodeJS.ProcessEnv): Promise<string> {
  const args = ["-Zunstable-options", "--print", "target-spec-json", "--target", "wasm32-wasip1"];
  const result = await runProgram(parts.rustc, args, { env: { ...env, RUSTC_BOOTSTRAP: "1" } });
  if (result.status !== 0) throw buildFailed(parts, "the compiler does not describe the target wasm32-wasip1", result);
  return result.stdout;
}

// A profile of its own, so that a [profile.release] in the user's cargo configuration has no say.
const workshopManifest = `[package]
name = "silcrow-std"
version = "0.0.0"
edition = "2021"

[lib]
path = "lib.rs"

[workspace]

[profile.sandbox]
inherits = "release"
opt-level = 3
debug = false
debug-assertions = false
overflow-checks = false
lto = false
codegen-units = 4
incremental = false
strip = false
panic = "unwind"
`;

/** Runs cargo in the workshop and returns the standard library's rlibs. */
async function runCargo(
  parts: SandboxParts,
  workshop: string,
  specFile: string,
  progress: Progress,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const library = path.join(workshop, "library");
  await shadowLibrary(parts.library, library, await readProgramOutput());
  const cargoEnv: NodeJS.ProcessEnv = { ...cargoEnvironment(env), ...workshopEnvironment(parts, workshop, library) };
  const known = await runProgram(parts.cargo, ["-Zhelp"], { cwd: workshop, env: cargoEnv });
  const args = ["build", "--quiet", "--message-format=json", "--profile", "sandbox", "--target", specFile];
  args.push("-Zbuild-std=std,panic_unwind", "-Zbuild-std-features=panic-unwind");
  // Newer cargos want this said before they take a target from a file.
  if (known.stdout.includes("json-target-spec")) args.push("-Zjson-target-spec");
  if (parts.vendored) {
    cargoEnv["CARGO_HOME"] = path.join(workshop, "cargo-home");
    args.push("--config", 'source.crates-io.replace-with="silcrow-vendored"');
    args.push("--config", `source.silcrow-vendored.directory=${JSON.stringify(path.join(parts.library, "vendor"))}`);
  }
  const attempt = async (more: readonly string[]) => {
    const libraries = new Map<string, string>();
    const onLine = (line: string) => {
      for (const artifact of artifactsOf(line)) {
        progress.step(`building the sandbox's standard library: ${artifact.name}`);
        libraries.set(artifact.file, artifact.name);
      }
    };
    const result = await runProgram(parts.cargo, [...args, ...more], { cwd: workshop, env: cargoEnv, onLine });
    return { result, libraries: [...libraries].filter(([, name]) => !unwanted.has(name)).map(([file]) => file) };
  };
  // Crates that were downloaded before are used without asking the registry.
  let outcome = await attempt(["--offline"]);
  if (outcome.result.status !== 0 && !parts.vendored) outcome = await attempt([]);
  if (outcome.result.status !== 0) throw buildFailed(parts, "the sandbox's standard library could not be built", outcome.result);
  return outcome.libraries;
}

/** Crates that build-std makes and the sandbox must not see: the compiler's own proc_macro above all. */
const unwanted: ReadonlySet<string> = new Set(["proc_macro", "silcrow_std", "silcrow-std"]);

/** The rlibs named in one line of cargo's JSON messages. */
function artifactsOf(line: string): { name: string; file: string }[] {
  if (!line.startsWith("{")) return [];
  const message = JSON.parse(line) as { reason?: string; target?: { name: string }; filenames?: string[] };
  if (message.reason !== "compiler-artifact" || message.target === undefined) return [];
  const name = message.target.name;
  return (message.filenames ?? []).filter((file) => file.endsWith(".rlib")).map((file) => ({ name, file }));
}

/** The environment without what would change how cargo compiles; proxies, HOME and registries stay. */
function cargoEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const changes = /^(RUSTC|RUSTDOC|RUSTFLAGS|CARGO_(BUILD|PROFILE|TARGET|UNSTABLE|ENCODED|INCREMENTAL|PKG|MANIFEST)|__CARGO)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !changes.test(name)));
}

function workshopEnvironment(parts: SandboxParts, workshop: string, library: string): NodeJS.ProcessEnv {
  const remaps = [parts.library, library].map((folder) => `--remap-path-prefix=${folder}=/rustc/library`);
  const flags = [...sandboxCodegenFlags, ...wasiFlags, ...remaps, "--cap-lints=allow"];
  return {
    RUSTC: parts.rustc,
    // Where cargo looks for the standard library's sources, in place of the sysroot.
    __CARGO_TESTS_ONLY_SRC_ROOT: library,
    // These three override what the user's configuration file may say.
    RUSTC_WRAPPER: "",
    RUSTC_WORKSPACE_WRAPPER: "",
    CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f"),
    // Only this cargo and the compilers it starts see it.
    RUSTC_BOOTSTRAP: "1",
    CARGO_TARGET_DIR: path.join(workshop, "target"),
    CARGO_BUILD_BUILD_DIR: path.join(workshop, "target"),
  };
}

function buildFailed(parts: SandboxParts, message: string, result: ProgramResult): SilcrowError {
  return new SilcrowError("SC0106", message, {
    notes: [`compiler: ${parts.rustc}`, `sources: ${parts.library}`, (result.failure ?? result.stderr).trim() || lastMessage(result.stdout)],
  });
}

/** The last rendered compiler message of cargo's JSON output. */
function lastMessage(stdout: string): string {
  const rendered = [...stdout.matchAll(/"rendered":("(?:[^"\\]|\\.)*")/g)].at(-1)?.[1];
  return rendered === undefined ? "cargo gave no reason" : String(JSON.parse(rendered)).trim();
}
