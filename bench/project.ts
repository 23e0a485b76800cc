import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { userCacheDirectory } from "#toolchain";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const silcrowProgram = path.join(root, "bin/silcrow.js");

/** A temporary folder that is removed when `work` is done. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "silcrow-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function run(program: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<string> {
  const { all } = await execa(program, args, { cwd, env, all: true, stdin: "ignore" });
  return all;
}

export function silcrow(args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<string> {
  return run(process.execPath, [silcrowProgram, ...args], cwd, env);
}

/**
 * The environment of a user cache that has the toolchain's parts but no compiled macro modules: `folder` is made
 * anew, with links to the parts of the ordinary cache.
 */
export async function withoutModules(folder: string): Promise<Record<string, string>> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const part of ["native", "sandbox"]) await symlink(path.join(userCacheDirectory(process.env), part), path.join(folder, part));
  return { SILCROW_CACHE_HOME: folder };
}

/** A binary crate with `derives` / 2 structs that each derive Serialize and Deserialize. */
export async function serdeProject(folder: string, derives: number): Promise<void> {
  await cp(path.join(root, "fixtures/serde-corpus"), folder, { recursive: true });
  await mkdir(path.join(folder, "src"), { recursive: true });
  await writeFile(path.join(folder, "src/main.rs"), `#![allow(dead_code)]\n${structs(derives)}\nfn main() {\n    println!("{}", std::mem::size_of::<S0>());\n}\n`);
}

function structs(derives: number): string {
  const types = ["u8", "String", "Option<u32>", "Vec<String>", "bool", "(u8, i16)", "f64", "Box<u64>"];
  const texts: string[] = [];
  for (let index = 0; index < derives / 2; index++) {
    const count = 3 + (index % 6);
    const fields = Array.from({ length: count }, (_, field) => `    pub field_${field}: ${types[(index + field) % types.length]},`);
    texts.push(`#[derive(serde::Serialize, serde::Deserialize)]\npub struct S${index} {\n${fields.join("\n")}\n}\n`);
  }
  return texts.join("\n");
}

/** The same project with the text of its entries in the place of the derives. Serde's output needs no hygiene. */
export async function preExpandedProject(emitted: string, folder: string): Promise<void> {
  await mkdir(path.join(folder, "src"), { recursive: true });
  for (const file of ["Cargo.toml", "Cargo.lock"]) await cp(path.join(emitted, file), path.join(folder, file));
  // Without the feature, serde_derive is no part of the build, as for a person who pasted the code in.
  const manifest = await readFile(path.join(folder, "Cargo.toml"), "utf8");
  await writeFile(path.join(folder, "Cargo.toml"), manifest.replace(`, features = ["derive"]`, `, features = ["std"]`));
  const source = await readFile(path.join(emitted, "src/main.rs"), "utf8");
  const expansions: string[] = [];
  const cache = path.join(emitted, "macro-cache");
  for (const file of (await readdir(cache, { recursive: true })).toSorted()) {
    if (!file.endsWith(".rsm")) continue;
    const sections = (await readFile(path.join(cache, file), "utf8")).split("\n§§\n");
    expansions.push(sections[2] ?? "");
  }
  await writeFile(path.join(folder, "src/main.rs"), `${source.replaceAll(/#\[derive\(.*\)\]\n/g, "")}\n${expansions.join("\n")}`);
}
