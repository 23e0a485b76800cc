import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** A workspace with a macro crate of its own and a crate for each number, with so many derives. */
export async function writeProject(folder: string, derives: readonly number[]): Promise<void> {
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
