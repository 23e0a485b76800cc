import type { MacroCrateRecord, MacroRecord } from "#format";
import { writeEntry, writeMacros } from "./hand-made-cache.ts";
import { createProject, type Project } from "./project.ts";

/**
 * A workspace with a macro crate of its own, `mac`, which leaves the file TRIPPED if one of its
 * macros is ever run, and a crate that only `mac` uses, whose build script leaves BUILT.
 */
export async function createOwnMacrosProject(): Promise<{ project: Project; records: MacroCrateRecord[]; entries: Entries }> {
  const project = await createProject(files);
  const records = await writeMacros(project, { mac: macros });
  return { project, records, entries: await writeEntries(project, records) };
}

export interface Entries {
  readonly five: string;
  readonly derive: string;
  readonly attribute: string;
}

/** Writes every entry that the project needs, into one cache directory. */
export async function writeEntries(project: Project, records: readonly MacroCrateRecord[], directory = "macro-cache"): Promise<Entries> {
  const write = async (macro: string, kind: MacroRecord["kind"], input: string, expansion: string, crates: string[], attr = "") =>
    (await writeEntry(project, records, { package: "mac", macro, kind, input, expansion, crates, attr }, directory))[0] as string;
  return {
    five: await write("five", "function", "", "5", ["app", "behaviour", "mac"]),
    derive: await write("Name", "derive", "pub struct Point { pub x : i32 }", 'impl Point { pub fn name() -> &\'static str { "Point" } }', ["app"]),
    attribute: await write("twice", "attribute", "pub fn four() -> i32 { 2 }", "pub fn four() -> i32 { 2 * 2 }", ["app"], "by 2"),
  };
}

const macros: MacroRecord[] = [
  { name: "Name", kind: "derive", helper_attributes: ["name"] },
  { name: "five", kind: "function" },
  { name: "twice", kind: "attribute" },
];

const files = {
  "Cargo.toml": '[workspace]\nmembers = ["app", "mac", "support"]\nresolver = "2"\n[workspace.package]\nedition = "2021"\n',
  "app/Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition.workspace = true\n[dependencies]\nmac = { path = "../mac" }\n',
  "app/src/lib.rs": `//! \`\`\`
//! assert_eq!(mac::five!(), 5);
//! \`\`\`
#[derive(mac::Name)]
#[name(short)]
pub struct Point { pub x: i32 }
#[mac::twice(by 2)]
pub fn four() -> i32 { 2 }
`.replace("#[name(short)]\n", ""),
  "app/src/main.rs": 'fn main() { println!("{} {} {}", mac::five!(), app::Point::name(), app::four()); }\n',
  "app/tests/behaviour.rs": "#[test]\nfn five() { assert_eq!(mac::five!(), 5); }\n",
  "mac/Cargo.toml":
    '[package]\nname = "mac"\nversion = "0.1.0"\nedition.workspace = true\n[lib]\nproc-macro = true\n[dependencies]\nsupport = { path = "../support" }\n',
  "mac/src/lib.rs": `//! \`\`\`
//! assert_eq!(mac::five!(), 5);
//! \`\`\`
use proc_macro::TokenStream;
mod trip;
fn run() -> TokenStream { trip::trip(); support::empty().parse().unwrap() }
#[proc_macro] pub fn five(_: TokenStream) -> TokenStream { run() }
#[proc_macro_derive(Name, attributes(name))] pub fn name(_: TokenStream) -> TokenStream { run() }
#[proc_macro_attribute] pub fn twice(_: TokenStream, _: TokenStream) -> TokenStream { run() }
#[cfg(test)] mod tests { #[test] fn support_is_real() { assert_eq!(support::empty(), ""); } }
`,
  "mac/src/trip.rs": 'pub fn trip() { std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../TRIPPED"), "").unwrap(); }\n',
  "support/Cargo.toml": '[package]\nname = "support"\nversion = "0.1.0"\nedition.workspace = true\n',
  "support/build.rs": 'fn main() { std::fs::write("../BUILT", "").unwrap(); println!("cargo::rustc-cfg=built"); println!("cargo::rustc-check-cfg=cfg(built)"); }\n',
  "support/src/lib.rs": '#[cfg(built)] pub fn empty() -> &\'static str { "" }\n',
};
