import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PlatformDependencies, PlatformLibrary, UnitGraph } from "#cargo";
import { h12, implementationLine, sha256 } from "#format";
import { argumentsFor, runProgram, type SandboxToolchain } from "#toolchain";

/**
 * What packages need in the sandbox alone (src/cargo/platform-dependencies.ts). cargo does not build it, so the host
 * does, beside what the wrapper compiles for the sandbox.
 */
export class PlatformLibraries {
  private readonly dependencies: PlatformDependencies;
  private readonly sandbox: SandboxToolchain;
  private readonly directory: string;

  constructor(dependencies: PlatformDependencies, sandbox: SandboxToolchain, directory: string) {
    this.dependencies = dependencies;
    this.sandbox = sandbox;
    this.directory = directory;
  }

  /** Arguments of `--extern` for a unit. */
  externs(graph: UnitGraph, unit: number): string[] {
    return this.externsOf(this.dependencies.get(graph.units[unit]?.packageId ?? "") ?? []);
  }

  /** Compiles what is not there. Messages about one that does not compile are kept for who needs it, as the wrapper does. */
  async compileAll(env: NodeJS.ProcessEnv): Promise<void> {
    for (const { library } of [...this.dependencies.values()].flat()) await this.compile(library, env);
  }

  /** The messages of what failed, empty for nothing. */
  private async compile(library: PlatformLibrary, env: NodeJS.ProcessEnv): Promise<string> {
    const path = this.pathOf(library);
    const isThere = await stat(path).then(() => true, () => false);
    if (isThere) return "";
    let problem = "";
    for (const each of library.dependencies) problem += await this.compile(each.library, env);
    await mkdir(this.directory, { recursive: true });
    if (problem === "") problem = await this.callRustc(library, env);
    const failed = path.replace(/\.rlib$/, ".failed");
    if (problem === "") await rm(failed, { force: true });
    else await writeFile(failed, problem);
    return problem;
  }

  private async callRustc(library: PlatformLibrary, env: NodeJS.ProcessEnv): Promise<string> {
    const path = this.pathOf(library);
    const { name, version, features } = library.package;
    const stem = this.stemOf(library);
    const args = [library.root, "--crate-name", library.crateName, "--edition", library.edition, "--crate-type", "rlib", "--cap-lints", "allow"];
    args.push("--emit", `link=${path}.new`, "--error-format", "json", "-C", `metadata=${stem}`, "-C", `extra-filename=-${stem}`);
    const cfgs = features.map((feature) => `feature=${JSON.stringify(feature)}`);
    args.push(...cfgs.flatMap((cfg) => ["--cfg", cfg]));
    args.push(...this.externsOf(library.dependencies).flatMap((extern) => ["--extern", extern]));
    args.push(...argumentsFor(this.sandbox.arguments, cfgs), "-L", `dependency=${this.directory}`);
    const [major = "", minor = "", patch = ""] = version.split(/[-+]/, 1)[0]?.split(".") ?? [];
    const packageVariables = { CARGO_PKG_NAME: name, CARGO_PKG_VERSION: version, CARGO_PKG_VERSION_MAJOR: major, CARGO_PKG_VERSION_MINOR: minor, CARGO_PKG_VERSION_PATCH: patch };
    const result = await runProgram(this.sandbox.rustc, args, { env: { ...env, ...this.sandbox.environment, ...packageVariables } });
    if (result.status !== 0) return result.failure ?? result.stderr;
    await rename(`${path}.new`, path);
    return "";
  }

  private externsOf(dependencies: PlatformLibrary["dependencies"]): string[] {
    return dependencies.map(({ name, library }) => `${name}=${this.pathOf(library)}`);
  }

  private pathOf(library: PlatformLibrary): string {
    return join(this.directory, `lib${library.crateName}-${this.stemOf(library)}.rlib`);
  }

  private stemOf(library: PlatformLibrary): string {
    return h12(sha256([this.sandbox.id, implementationLine(library.package), ...this.externsOf(library.dependencies)].join("\0")));
  }
}
