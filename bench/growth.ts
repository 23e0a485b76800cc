import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Candidate, measureInTurn } from "./measure.ts";
import { inTemporaryFolder, run, silcrow } from "./project.ts";
import { type Benchmark, milliseconds, type Row } from "./report.ts";

/** How the cost of each command grows with the number of expansions in one crate, and with the number of crates. */
export const growth: Benchmark = {
  name: "growth",
  title: "Growth: what ten times as much costs, against ten times the time",
  run: ({ rounds, log }) =>
    inTemporaryFolder(async (folder) => [
      ...(await measureGrowth(folder, "expansions in one crate", [10, 100, 1_000, 10_000], (project, size) => writeProject(project, [size]), rounds, log)),
      ...(await measureGrowth(folder, "crates of 10 expansions", [1, 20, 200], (project, size) => writeProject(project, Array.from({ length: size }, () => 10)), rounds, log)),
    ]),
};

/** Times each command at each size. What counts is the last step: how many times as long, against how many times as much. */
async function measureGrowth(
  folder: string,
  unit: string,
  sizes: readonly number[],
  write: (project: string, size: number) => Promise<void>,
  rounds: number,
  log: (text: string) => void,
): Promise<Row[]> {
  const medians = new Map<string, number[]>();
  for (const size of sizes) {
    log(`${size} ${unit}`);
    const project = path.join(folder, `${unit.replaceAll(" ", "-")}-${size}`);
    await write(project, size);
    // The largest take minutes, and repeat themselves well.
    for (const { name, median } of await measureInTurn(commands(project), size >= 1_000 ? 1 : Math.min(rounds, 3))) {
      medians.set(name, [...(medians.get(name) ?? []), median]);
    }
    await rm(project, { recursive: true, force: true });
  }
  const step = (sizes.at(-1) ?? 1) / (sizes.at(-2) ?? 1);
  return [...medians].map(([name, times]): Row => {
    const value = (times.at(-1) ?? 0) / (times.at(-2) ?? 1) / step;
    const detail = times.map((time, index) => `${sizes[index]?.toLocaleString("en")}: ${milliseconds(time)}`).join(", ");
    return { what: `${name}, by ${unit}`, ratio: value, low: value, high: value, limit: 1.1, detail };
  });
}

function commands(project: string): Candidate[] {
  const silcrowRuns = (name: string, args: readonly string[], prepare?: () => Promise<void>): Candidate => ({
    name: `\`silcrow ${name}\``,
    ...(prepare === undefined ? {} : { prepare }),
    run: async () => void (await silcrow(args, project)),
  });
  const without = (...names: string[]) => async () => {
    for (const name of names) await rm(path.join(project, name), { recursive: true, force: true });
  };
  return [
    { name: "`cargo check` (to compare)", prepare: without("target/debug"), run: async () => void (await run("cargo", ["check"], project)) },
    silcrowRuns("emit", ["emit"], without("target/silcrow", "macro-cache")),
    silcrowRuns("emit, nothing new", ["emit"]),
    silcrowRuns("check", ["check"], without("target/silcrow/replay")),
    silcrowRuns("check, nothing new", ["check"]),
    silcrowRuns("verify", ["verify"]),
    silcrowRuns("list", ["list"]),
    silcrowRuns("show", ["show", "Type5"]),
    silcrowRuns("diff", ["diff"], async () => {
      await run("git", ["init", "--quiet"], project);
      await run("git", ["-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "--quiet", "--allow-empty", "-m", "nothing yet"], project);
    }),
    silcrowRuns("audit", ["audit"]),
    silcrowRuns("review", ["review", "--format", "json"]),
  ];
}

/** A workspace with a macro crate of its own and a crate for each number, with so many derives. */
async function writeProject(folder: string, derives: readonly number[]): Promise<void> {
  const names = derives.map((_, index) => (index === 0 ? "app" : `part${index}`));
  await write(path.join(folder, "Cargo.toml"), `[workspace]\nresolver = "3"\nmembers = ["describe", ${names.map((name) => `"${name}"`).join(", ")}]\n`);
  await write(path.join(folder, "describe/Cargo.toml"), '[package]\nname = "describe"\nversion = "1.0.0"\nedition = "2024"\n[lib]\nproc-macro = true\n');
  await write(path.join(folder, "describe/src/lib.rs"), macroCrate);
  for (const [index, count] of derives.entries()) {
    const name = names[index] as string;
    await write(path.join(folder, name, "Cargo.toml"), `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2024"\n[dependencies]\ndescribe = { path = "../describe" }\n`);
    // As many modules as a person would make, for entries lie in folders that are named like them.
    const modules = Math.ceil(count / 100);
    await write(path.join(folder, name, "src/lib.rs"), Array.from({ length: modules }, (_, module) => `pub mod module_${module};\n`).join(""));
    for (let module = 0; module < modules; module++) {
      const types = Array.from({ length: Math.min(100, count - module * 100) }, (_, type) => `#[derive(describe::Describe)]\npub struct Type${module * 100 + type} {\n    pub first: u32,\n    pub second: String,\n    pub third: Option<Vec<u8>>,\n}\n`);
      await write(path.join(folder, name, `src/module_${module}.rs`), types.join("\n"));
    }
  }
}

/** A derive without dependencies that writes one method with a line for each field. */
const macroCrate = `use proc_macro::{TokenStream, TokenTree};

#[proc_macro_derive(Describe)]
pub fn describe(input: TokenStream) -> TokenStream {
    let mut trees = input.into_iter().skip_while(|tree| tree.to_string() != "struct").skip(1);
    let name = trees.next().unwrap().to_string();
    let Some(TokenTree::Group(body)) = trees.next() else { panic!("a struct with fields is needed") };
    let mut lines = String::new();
    let mut last = String::new();
    for tree in body.stream() {
        if tree.to_string() == ":" && !last.is_empty() {
            lines.push_str(&format!("out.push_str(\\"{last}: \\"); out.push_str(&format!(\\"{{:?}}\\", self.{last})); out.push(' ');"));
            last.clear();
        } else {
            last = if let TokenTree::Ident(ident) = &tree { ident.to_string() } else { String::new() };
        }
    }
    format!("impl {name} {{ pub fn describe(&self) -> String {{ let mut out = String::new(); {lines} out }} }}").parse().unwrap()
}
`;

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
