import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Entry, h12, printEntry, sha256 } from "#format";
import { measureInTurn, ratio } from "./measure.ts";
import { root, run } from "./project.ts";
import { type Benchmark, milliseconds } from "./report.ts";

/** The whole process of `silcrow show` in a project with 2,000 entries against a Node that does nothing. */
export const show: Benchmark = {
  name: "show",
  title: "Showing one expansion of 2,000",
  async run({ rounds, log }) {
    const folder = await mkdtemp(path.join(os.tmpdir(), "silcrow-bench-show-"));
    try {
      log(`writing ${entries} entries`);
      await writeCache(folder);
      const program = path.join(root, "bin/silcrow.js");
      const silcrow = (name: string, args: readonly string[]) => ({
        name,
        run: async () => void (await run(process.execPath, [program, "show", ...args], folder)),
      });
      const [bare, byName, byPlace] = await measureInTurn(
        [
          { name: "bare node", run: async () => void (await run(process.execPath, ["-e", "0"], folder)) },
          silcrow("by name", ["Type1234"]),
          silcrow("by place", ["src/module_34.rs:1235"]),
        ],
        Math.max(rounds, 31),
      );
      if (bare === undefined || byName === undefined || byPlace === undefined) throw new Error("nothing was measured");
      return [byName, byPlace].map((measured) => {
        const { value, low, high } = ratio(measured, bare);
        const detail = `${milliseconds(measured.median)} against ${milliseconds(bare.median)}`;
        return { what: `\`silcrow show\` ${measured.name} / bare node`, ratio: value, low, high, limit: 2, detail };
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const entries = 2000;
const modules = 40;

async function writeCache(folder: string): Promise<void> {
  for (let index = 0; index < entries; index++) {
    const module = `module_${index % modules}`;
    const place = path.join(folder, "macro-cache/demo", module);
    if (index < modules) await mkdir(place, { recursive: true });
    const entry = exampleEntry(index, module);
    await writeFile(path.join(place, `Type${index}.Describe.${h12(entry.metadata.hash)}.rsm`), printEntry(entry));
  }
}

function exampleEntry(index: number, module: string): Entry {
  const calls = Array.from({ length: 30 }, (_, field) => `        self.field_${field}.describe(out)?;`).join("\n");
  return {
    metadata: {
      rust_macro_cache_version: 1,
      macro_kind: "derive",
      macro_item: "describe_0123456789ab::Describe",
      macro_hash: sha256("describe"),
      expand_crate: "demo",
      expand_module: `demo::${module}`,
      expand_linenum: index + 1,
      "macro-frag-spec": "item",
      targets: "*",
      hash: sha256(String(index)),
      macro_package: "describe 1.0.0",
      source_file: `src/${module}.rs`,
    },
    invocation: `#[derive(Describe)]\nstruct Type${index};`,
    expansion: `impl Describe for Type${index} {\n    fn describe(&self, out: &mut Out) -> Result {\n${calls}\n        Ok(())\n    }\n}`,
  };
}
