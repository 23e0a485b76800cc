import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Entry, h12, printEntry, sha256 } from "#format";

export interface ExampleCache {
  readonly entries: number;
  /** Folders that they lie in. */
  readonly modules: number;
  /** Of the macro: another one expands the same inputs in another way. */
  readonly version: number;
}

/** Writes a macro cache of one derive on so many types. */
export async function writeCache(folder: string, { entries, modules, version }: ExampleCache): Promise<void> {
  for (let index = 0; index < entries; index++) {
    const module = `module_${index % modules}`;
    const place = path.join(folder, "macro-cache/demo", module);
    if (index < modules) await mkdir(place, { recursive: true });
    const entry = exampleEntry(index, module, version);
    await writeFile(path.join(place, `Type${index}.Describe.${h12(entry.metadata.hash)}.rsm`), printEntry(entry));
  }
}

function exampleEntry(index: number, module: string, version: number): Entry {
  const calls = Array.from({ length: 30 }, (_, field) => `        self.field_${field}.describe(out${version === 1 ? "" : `, ${version}`})?;`).join("\n");
  return {
    metadata: {
      rust_macro_cache_version: 1,
      macro_kind: "derive",
      macro_item: "describe_0123456789ab::Describe",
      macro_hash: sha256(`describe ${version}`),
      expand_crate: "demo",
      expand_module: `demo::${module}`,
      expand_linenum: index + 1,
      "macro-frag-spec": "item",
      targets: "*",
      hash: sha256(String(index)),
      macro_package: `describe ${version}.0.0`,
      source_file: `src/${module}.rs`,
    },
    invocation: `#[derive(Describe)]\nstruct Type${index};`,
    expansion: `impl Describe for Type${index} {\n    fn describe(&self, out: &mut Out) -> Result {\n${calls}\n        Ok(())\n    }\n}`,
  };
}
