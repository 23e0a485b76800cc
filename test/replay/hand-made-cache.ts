import path from "node:path";
import { h12, invocationKey, lexExpansion, type MacroCrateRecord, type MacroRecord, printEntry, printMacrosJson, WireWriter } from "#format";
import { findWorkspace, macroCrates, packages, unitGraph } from "#cargo";
import { readFile } from "node:fs/promises";
import { cleanEnvironment, native, type Project } from "./project.ts";

/** An expansion written by hand: tokens of the invocation, text of the expansion. */
export interface HandMadeEntry {
  readonly package: string;
  readonly macro: string;
  readonly kind: MacroRecord["kind"];
  readonly attr?: string;
  readonly input: string;
  readonly expansion: string;
  /** Folders of the crates that use it. */
  readonly crates: readonly string[];
  /** Variables that the macro is said to have asked for, with their hashes. */
  readonly env?: Readonly<Record<string, string | null>>;
}

/** Writes macros.json for the macro crates of a project, as emit would. Returns the records. */
export async function writeMacros(
  project: Project,
  macros: Readonly<Record<string, readonly MacroRecord[]>>,
  directory = "macro-cache",
): Promise<MacroCrateRecord[]> {
  const { toolchain } = await native();
  const { cargo, rustc } = toolchain;
  const env = cleanEnvironment();
  const graph = await unitGraph({ cargo, rustc, command: "build", args: ["--workspace"], cwd: project.root, env });
  const { lockFile } = await findWorkspace({ cargo, args: [], cwd: project.root, env });
  const crates = macroCrates(graph, await packages(graph, lockFile));
  const records = await Promise.all(
    crates.map(async (crate): Promise<MacroCrateRecord> => ({
      package: crate.package.name,
      version: crate.package.version,
      source: crate.package.source,
      checksum: crate.package.checksum,
      edition: crate.edition,
      crate_name: crate.crateName,
      macro_item: crate.item,
      macro_hash: crate.hash,
      features: crate.package.features,
      root_length: (await readFile(crate.root)).length,
      dependencies: crate.dependencies,
      macros: macros[crate.package.name] ?? [],
      sandbox: { kind: "wasm", abi: 1 },
      capabilities: {},
    })),
  );
  await project.write(path.join(directory, "macros.json"), printMacrosJson({ silcrow_macros_version: 1, macro_crates: records }));
  return records;
}

/** Writes an entry and returns its paths below the project. */
export async function writeEntry(
  project: Project,
  records: readonly MacroCrateRecord[],
  entry: HandMadeEntry,
  directory = "macro-cache",
): Promise<string[]> {
  const record = records.find((each) => each.package === entry.package);
  if (record === undefined) throw new Error(`no macro crate ${entry.package}`);
  const hash = invocationKey(`${record.macro_item}::${entry.macro}`, entry.kind, wire(entry.attr ?? ""), wire(entry.input));
  const files = [];
  for (const crate of entry.crates) {
    const text = printEntry({
      metadata: {
        rust_macro_cache_version: 1,
        macro_kind: entry.kind,
        macro_item: `${record.macro_item}::${entry.macro}`,
        macro_hash: record.macro_hash,
        expand_crate: crate,
        expand_module: crate,
        expand_linenum: 1,
        "macro-frag-spec": entry.kind === "function" ? "expr" : "item",
        targets: "*",
        hash,
        ...(entry.env === undefined ? {} : { depends: { env: entry.env } }),
      },
      invocation: `${entry.macro} ${entry.input}`,
      expansion: entry.expansion,
    });
    const variant = entry.env === undefined ? "" : "-0a0a0a";
    const file = `${directory}/${crate}/${entry.macro}.${h12(hash)}${variant}.rsm`;
    await project.write(file, text);
    files.push(file);
  }
  return files;
}

function wire(text: string): Uint8Array {
  const lexed = lexExpansion(text);
  if (!lexed.ok) throw new Error(lexed.problem.message);
  const writer = new WireWriter();
  writer.inputStream(lexed.trees);
  return writer.finish();
}
