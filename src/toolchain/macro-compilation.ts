import { argumentsFor } from "./sandbox-target.ts";
import type { SandboxToolchain } from "./types.ts";

/** One crate to compile for the sandbox. */
export interface MacroCompilation {
  /** `rlib` for what a macro crate depends on, `module` for the macro crate itself. */
  readonly kind: "rlib" | "module";
  /** Path of the crate's root file. */
  readonly root: string;
  readonly crateName: string;
  readonly edition: string;
  /** Where the `.rlib` or `.wasm` goes. */
  readonly output: string;
  /** Values of `--cfg`, for example `feature="full"`. */
  readonly cfgs?: readonly string[];
  /** Direct dependencies: name in the source, path of the rlib (or of a shim for the host). */
  readonly externs?: readonly (readonly [name: string, file: string])[];
  /** Folders in which dependencies of dependencies are found. */
  readonly dependencyFolders?: readonly string[];
  /** Tells apart crates of one name; goes into symbol names. */
  readonly metadata?: string | undefined;
}

/** The argument list with which the sandbox's rustc compiles a crate. The environment is the toolchain's. */
export function macroCompilation(toolchain: SandboxToolchain, crate: MacroCompilation): string[] {
  const args = [crate.root, "--crate-name", crate.crateName, "--edition", crate.edition, "--cap-lints", "allow"];
  args.push("--crate-type", crate.kind === "module" ? "proc-macro" : "rlib", "--emit=link", "-o", crate.output);
  for (const cfg of crate.cfgs ?? []) args.push("--cfg", cfg);
  for (const [name, file] of crate.externs ?? []) args.push("--extern", `${name}=${file}`);
  for (const folder of crate.dependencyFolders ?? []) args.push("-L", `dependency=${folder}`);
  if (crate.metadata !== undefined) args.push("-C", `metadata=${crate.metadata}`);
  args.push(...argumentsFor(toolchain.arguments, crate.cfgs ?? []));
  if (crate.kind === "module") args.push(...toolchain.linkArguments, ...editionFlags(crate.edition));
  return args;
}

/** Tells a module the edition of its macro crate, in which it breaks text into tokens (docs/contracts.md §2). */
export function editionFlags(edition: string): string[] {
  return ["-C", `link-arg=--export=silcrow_edition_${edition}`];
}
