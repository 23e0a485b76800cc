import { copyFile, cp, mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { entryChecksum, parseEntry } from "#format";
import { type Measured, median, ratio } from "./measure.ts";
import { inTemporaryFolder, root, silcrow, silcrowProgram } from "./project.ts";
import { type Benchmark, milliseconds, type Row } from "./report.ts";

const items = 120;
const shareLimit = 0.1;
const timeLimit = 1.1;

/** What it costs that each token of an expansion has the span that it natively has: in the entries, and at replay. */
export const spanMaps: Benchmark = {
  name: "span-maps",
  title: `Span maps of ${items} items each for serde, thiserror and async-trait`,
  run: ({ rounds, log }) =>
    inTemporaryFolder(async (folder) => {
      const project = path.join(folder, "project");
      await writeProject(project);
      log("emit");
      await silcrow(["emit"], project);
      const rows = await shares(path.join(project, "macro-cache"));
      const without = path.join(folder, "without");
      await cp(project, without, { recursive: true, filter: (file) => path.basename(file) !== "target" });
      await withoutMaps(path.join(without, "macro-cache"));
      log("replay with and without, in turn");
      const times = { cpu: [[], []] as [number[], number[]], expansion: [[], []] as [number[], number[]] };
      for (let round = -1; round < Math.max(rounds, 5); round++) {
        for (const [index, place] of [project, without].entries()) {
          const { cpu, expansion } = await replay(place);
          // The first time, all dependencies are compiled.
          if (round < 0) continue;
          times.cpu[index]?.push(cpu);
          times.expansion[index]?.push(expansion);
        }
      }
      rows.push(row("CPU time of replayed `check`, with span maps / without", ...times.cpu));
      rows.push(row("macro expansion inside rustc, with span maps / without", ...times.expansion));
      return rows;
    }),
};

async function writeProject(project: string): Promise<void> {
  await mkdir(path.join(project, "src"), { recursive: true });
  // Its lock file has the versions of these crates, and it is of the same name.
  await copyFile(path.join(root, "fixtures/layout/Cargo.lock"), path.join(project, "Cargo.lock"));
  const dependencies = ['serde = { version = "1", features = ["derive"] }', 'thiserror = "2"', 'async-trait = "0.1"'];
  await writeFile(path.join(project, "Cargo.toml"), `[package]\nname = "layout"\nversion = "0.1.0"\nedition = "2021"\n\n[workspace]\n\n[dependencies]\n${dependencies.join("\n")}\n`);
  const item = (index: number) => {
    const fields = Array.from({ length: 3 + (index % 6) }, (_, field) => `    /// Field ${field}.\n    pub field_${field}: ${["u8", "String", "Option<u32>", "Vec<String>", "(u8, i16)"][(index + field) % 5]},`).join("\n");
    return `#[derive(serde::Serialize, serde::Deserialize)]
pub struct S${index} {
${fields}
}

#[derive(Debug, thiserror::Error)]
pub enum E${index} {
    #[error("{0} is not {index}", index = ${index})]
    Number(u32),
    #[error("{name}: {reason:?}")]
    Named { name: String, reason: Option<String> },
    #[error(transparent)]
    Format(#[from] std::fmt::Error),
}

#[async_trait::async_trait]
pub trait T${index} {
    async fn get(&self, key: &str, count: usize) -> Result<S${index}, E${index}>;
    async fn put(&mut self, value: S${index}) -> bool {
        let kept = value;
        self.get("a", 1).await.is_ok() && std::mem::size_of_val(&kept) > 0
    }
}`;
  };
  await writeFile(path.join(project, "src/lib.rs"), `${Array.from({ length: items }, (_, index) => item(index)).join("\n\n")}\n`);
}

async function entriesIn(cache: string): Promise<string[]> {
  const files = await readdir(cache, { recursive: true });
  return files.filter((file) => file.endsWith(".rsm")).map((file) => path.join(cache, file));
}

/** Bytes of the span maps against those of the expansions, for each macro package and for all. */
async function shares(cache: string): Promise<Row[]> {
  const sums = new Map<string, [maps: number, texts: number]>();
  for (const file of await entriesIn(cache)) {
    const parsed = parseEntry(await readFile(file, "utf8"));
    if (parsed.kind !== "entry") throw new Error(`${file} is ${parsed.kind}`);
    const { metadata, expansion } = parsed.entry;
    for (const name of ["all", (metadata.macro_package ?? "").split(" ", 1)[0] ?? ""]) {
      const [maps, texts] = sums.get(name) ?? [0, 0];
      sums.set(name, [maps + (metadata.spans?.length ?? 0), texts + Buffer.byteLength(expansion)]);
    }
  }
  return [...sums].map(([name, [maps, texts]]) => {
    const value = maps / texts;
    return { what: `size of the span maps / of the expansions, ${name}`, ratio: value, low: value, high: value, limit: shareLimit, detail: `${maps} bytes against ${texts}` };
  });
}

/** Takes the span maps out of all entries, and the scopes that only a map can tell. */
async function withoutMaps(cache: string): Promise<void> {
  for (const file of await entriesIn(cache)) {
    const text = (await readFile(file, "utf8")).replace(/^ {2}"spans": .*\n/m, "");
    const [metadata = "", invocation = "", expansion = ""] = text.split("\n§§\n");
    const bare = [metadata, invocation, expansion.replaceAll(/§\d+/g, "")].join("\n§§\n");
    await writeFile(file, bare.replace(/^( {2}"checksum": )"[^"]*"/m, `$1"${entryChecksum(bare)}"`));
  }
}

/** Milliseconds of a replayed `check` in which the crate itself is compiled anew: user and system, and the pass that expands. */
async function replay(project: string): Promise<{ cpu: number; expansion: number }> {
  const now = new Date();
  await utimes(path.join(project, "src/lib.rs"), now, now);
  const command = ["-c", 'TIMEFORMAT="cpu %U %S"; time "$@"', "bash", process.execPath, silcrowProgram, "check"];
  const { all } = await execa("bash", command, { cwd: project, all: true, stdin: "ignore", env: { RUSTC_BOOTSTRAP: "1", RUSTFLAGS: "-Ztime-passes" } });
  const [, user, system] = /^cpu ([\d.]+) ([\d.]+)$/m.exec(all) ?? [];
  const pass = [...all.matchAll(/time:\s+([\d.]+);.*\bmacro_expand_crate\b/g)].at(-1)?.[1];
  if (user === undefined || system === undefined || pass === undefined) throw new Error(`nothing was timed:\n${all}`);
  return { cpu: (Number(user) + Number(system)) * 1000, expansion: Number(pass) * 1000 };
}

function row(what: string, withMaps: readonly number[], without: readonly number[]): Row {
  const measured = (name: string, list: readonly number[]): Measured => {
    const times = list.toSorted((a, b) => a - b);
    return { name, times, median: median(times) };
  };
  const [a, b] = [measured("with", withMaps), measured("without", without)];
  const { value, low, high } = ratio(a, b);
  return { what, ratio: value, low, high, limit: timeLimit, detail: `${milliseconds(a.median)} against ${milliseconds(b.median)}` };
}
