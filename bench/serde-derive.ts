import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { WireReader } from "#format";
import { type MacroDeclaration, readDeclarations } from "#sandbox";
import { loadModule, type LoadedModule } from "../src/sandbox/load-module.ts";
import { InstanceCache, runInvocation } from "../src/sandbox/run-invocation.ts";
import type { ExpandRequest } from "../src/sandbox/types.ts";
import { run, silcrow, withoutModules } from "./project.ts";

/** What a derive was given: streams in wire encoding, without spans. */
export interface RecordedInvocation {
  readonly name: string;
  readonly attr: Uint8Array;
  readonly input: Uint8Array;
}

/** The folder with the source of the serde_derive that a project's lock file names. */
export async function serdeDeriveFolder(project: string): Promise<string> {
  return await packageFolder(project, "serde_derive");
}

export async function packageFolder(project: string, wanted: string): Promise<string> {
  const metadata = JSON.parse(await run("cargo", ["metadata", "--format-version=1", "--quiet"], project)) as { packages: { name: string; manifest_path: string }[] };
  const found = metadata.packages.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`${wanted} is not there`);
  return path.dirname(found.manifest_path);
}

/** What a recording copy of serde_derive (test/real-crates) wrote to a folder. */
export async function readRecords(folder: string): Promise<RecordedInvocation[]> {
  return await Promise.all(
    (await readdir(folder)).map(async (file) => {
      const reader = new WireReader(await readFile(path.join(folder, file)));
      // The kind: all of them are derives.
      reader.u8();
      return { name: reader.string(), attr: reader.bytes(reader.u()), input: reader.bytes(reader.u()) };
    }),
  );
}

/** serde_derive as `emit --optimize` compiles it. Its instances are in this thread and stay warm. */
export class OptimizedSerdeDerive {
  readonly #path: string;
  readonly #declarations: readonly MacroDeclaration[];
  readonly #module: LoadedModule;
  readonly #instances = new InstanceCache();

  private constructor(file: string, declarations: readonly MacroDeclaration[], module: LoadedModule) {
    this.#path = file;
    this.#declarations = declarations;
    this.#module = module;
  }

  /** Emits the project with a user cache of its own in the folder `cache`, and takes the module from there. */
  static async emit(project: string, cache: string): Promise<OptimizedSerdeDerive> {
    await silcrow(["emit", "--optimize"], project, await withoutModules(cache));
    return await OptimizedSerdeDerive.load(cache);
  }

  /** Takes the module from such a cache. */
  static async load(cache: string): Promise<OptimizedSerdeDerive> {
    const modules = path.join(cache, "modules");
    const file = path.join(modules, (await readdir(modules)).find((name) => name.endsWith(".wasm")) ?? "");
    return new OptimizedSerdeDerive(file, await readDeclarations(file), await loadModule(file, memoryLimitBytes));
  }

  requestFor({ name, attr, input }: RecordedInvocation): ExpandRequest {
    const declaration = this.#declarations.find((one) => one.name === name);
    if (declaration === undefined) throw new Error(`${name} is not declared`);
    return {
      module: this.#path, kind: "derive", function: declaration.function, attr, input, attrDisplay: "", inputDisplay: "",
      environment: { CARGO_PKG_VERSION_PATCH: "0" }, hiddenEnvironment: [], spanContexts: [],
    };
  }

  async expand(request: ExpandRequest): Promise<void> {
    const { kind } = await runInvocation(this.#module, request, { memoryLimitBytes, randomSeed: 0 }, this.#instances);
    if (kind !== "done") throw new Error(`the macro ended with ${kind}`);
  }
}

const memoryLimitBytes = 1024 ** 3;
