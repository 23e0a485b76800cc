import { access, readFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import { type MacroCrate, type MacroSource, readMacroSource, type ShimSource, stateDirectory, writeShim } from "#cargo";
import { SilcrowError } from "#diagnostics";
import { type Capabilities, h12, type MacroCrateRecord, type SandboxKind, sha256 } from "#format";
import { type MacroDeclaration, readDeclarations, readLibrary } from "#sandbox";
import type { NativeToolchain, SandboxToolchain } from "#toolchain";
import type { LoadedMacroCrate } from "../expansion-host.ts";
import type { HostAnswer, ModuleBuilt } from "../host-protocol.ts";
import { macroEdition } from "./macro-edition.ts";
import type { ModuleCache, ModuleIdentity } from "./module-cache.ts";
import type { Processes } from "./processes.ts";
import { macroRecords } from "../record-macros.ts";

export interface MacroModulesOptions {
  readonly crates: readonly MacroCrate[];
  readonly cache: ModuleCache;
  /** What missing modules are compiled with. */
  readonly sandbox: SandboxToolchain;
  /** What the modules were compiled with that are taken in preference. */
  readonly optimized: SandboxToolchain;
  readonly native: NativeToolchain;
  /** For macro crates that run as processes. */
  readonly processes: Processes | undefined;
  /** silcrow's own target directory of this emit. */
  readonly targetDirectory: string;
  /** What the user grants, by package name. */
  readonly capabilities: Readonly<Record<string, Capabilities>>;
}

interface AtHand {
  readonly crate: MacroCrate;
  readonly module: string;
  readonly declarations: readonly MacroDeclaration[];
  readonly original: MacroSource;
}

/** The compiled modules of a project's macro crates: those that are at hand, and those that wrappers report. */
export class MacroModules {
  /** For the host, by crate part of `macro_item`. */
  readonly loaded = new Map<string, LoadedMacroCrate>();
  private readonly options: MacroModulesOptions;
  private readonly started = new Date();
  private readonly atHand = new Map<number, AtHand>();
  private readonly byUnitId = new Map<string, MacroCrate>();

  constructor(options: MacroModulesOptions) {
    this.options = options;
    for (const crate of options.crates) this.byUnitId.set(this.unitId(crate), crate);
  }

  /** Looks for each module in the user's cache, then where an earlier emit of this project compiled it. */
  async findAll(): Promise<void> {
    await Promise.all(
      this.options.crates.map(async (crate) => {
        const identity = this.identityOf(crate);
        const { cache, optimized } = this.options;
        const better = this.sandboxOf(crate) === "wasm" ? await cache.find({ ...identity, sandboxId: optimized.id }) : undefined;
        const module = better ?? (await cache.find(identity)) ?? (await this.takeOver(identity, this.outputOf(crate)));
        if (module === undefined) return;
        // A module that cannot be read is compiled again.
        await this.load(crate, module).catch(() => {});
      }),
    );
  }

  has(crate: MacroCrate): boolean {
    return this.atHand.has(crate.unit);
  }

  /** Where a macro crate's macros run. */
  sandboxOf(crate: MacroCrate): SandboxKind {
    return this.options.processes?.isFor(crate) === true ? "process" : "wasm";
  }

  /** What the user grants its macros. */
  capabilitiesOf({ package: { name } }: MacroCrate): Capabilities {
    const { capabilities } = this.options;
    return Object.hasOwn(capabilities, name) ? (capabilities[name] ?? {}) : {};
  }

  /** Names a macro crate's build between host and wrapper. */
  unitId(crate: MacroCrate): string {
    const { item, macroHash, sandboxId, rustcVersion } = this.identityOf(crate);
    return `${item}-${h12(sha256([macroHash, sandboxId, rustcVersion].join("\0")))}`;
  }

  /** Where the wrapper puts the module. The name changes with everything that the module depends on. */
  outputOf(crate: MacroCrate): string {
    return join(stateDirectory(this.options.targetDirectory), "modules", `${this.unitId(crate)}${this.identityOf(crate).extension}`);
  }

  /** Writes the root file of the stand-in of a crate whose module is at hand. */
  async writeShim(crate: MacroCrate): Promise<{ root: string; files: readonly string[]; hash: string }> {
    const found = this.atHand.get(crate.unit);
    if (found === undefined) throw new SilcrowError("SC0900", `no module of ${crate.crateName} is at hand`);
    return await writeShim(this.options.targetDirectory, shimSource(found), [crate.item]);
  }

  /** Answers a wrapper that has compiled a module. */
  async built({ unitId, module }: ModuleBuilt): Promise<HostAnswer> {
    const crate = this.byUnitId.get(unitId);
    if (crate === undefined) throw new SilcrowError("SC0900", `a module of the unknown unit ${unitId} was built`);
    await this.load(crate, await this.options.cache.add(this.identityOf(crate), module));
    const { root, files } = await this.writeShim(crate);
    // To cargo a source file that is younger than the start of its compilation has changed since.
    await Promise.all(files.map((file) => utimes(file, this.started, this.started)));
    return { kind: "shim", root };
  }

  /** What macros.json says about the crates whose modules are at hand. */
  records(stateful: ReadonlySet<string>): MacroCrateRecord[] {
    return [...this.atHand.values()].map(({ crate, declarations, original }) => ({
      package: crate.package.name,
      version: crate.package.version,
      source: crate.package.source,
      checksum: crate.package.checksum,
      edition: macroEdition(crate.edition, crate.crateName),
      crate_name: crate.crateName,
      macro_item: crate.item,
      macro_hash: crate.hash,
      features: crate.package.features,
      root_length: original.text.length,
      dependencies: crate.dependencies,
      macros: macroRecords(declarations),
      ...(stateful.has(crate.item) ? { keeps_state: true } : {}),
      sandbox: { kind: this.sandboxOf(crate), abi: 1 },
      capabilities: this.capabilitiesOf(crate),
    }));
  }

  private async load(crate: MacroCrate, module: string): Promise<void> {
    const process = this.options.processes?.isFor(crate) === true ? this.options.processes.sandboxFor(crate) : undefined;
    const declarations = process === undefined ? await readDeclarations(module) : await readLibrary(module, process);
    this.atHand.set(crate.unit, { crate, module, declarations, original: await readMacroSource(crate) });
    this.loaded.set(crate.item, {
      item: crate.item,
      package: `${crate.package.name} ${crate.package.version}`,
      macroHash: crate.hash,
      module,
      process,
      declarations,
      capabilities: this.capabilitiesOf(crate),
      manifestDirectory: crate.manifestDirectory,
    });
  }

  private identityOf(crate: MacroCrate): ModuleIdentity {
    const { sandbox, processes, native } = this.options;
    const isProcess = this.sandboxOf(crate) === "process";
    const sandboxId = isProcess ? (processes?.toolchain.id ?? "") : sandbox.id;
    return { item: crate.item, macroHash: crate.hash, sandboxId, rustcVersion: native.version, extension: isProcess ? ".so" : ".wasm", settings: [] };
  }

  private async takeOver(identity: ModuleIdentity, output: string): Promise<string | undefined> {
    const isThere = await access(output).then(
      () => true,
      () => false,
    );
    return isThere ? await this.options.cache.add(identity, output) : undefined;
  }
}

function shimSource({ crate, declarations, original }: AtHand): ShimSource {
  return { crateName: crate.crateName, item: crate.item, hash: crate.hash, macros: declarations, rootLength: original.text.length, original };
}
