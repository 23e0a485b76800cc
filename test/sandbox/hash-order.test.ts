import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SandboxPool } from "#sandbox";
import { compileMacroCrate, expandText, type MacroCrate, requestFor } from "./macro-crate.ts";

/** Walks through maps whose hasher has no random state: texts, sequences, numbers, and kinds of an enum. */
const orders = String.raw`
use std::collections::hash_map::DefaultHasher;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hash};

type Fixed = BuildHasherDefault<DefaultHasher>;

#[derive(Hash, PartialEq, Eq, Debug)]
enum Kind { A, B(u8), C { text: String }, D(Vec<u32>), E(Option<Box<Kind>>), F }

fn walk<T: Hash + Eq + std::fmt::Debug>(items: impl IntoIterator<Item = T>) -> String {
    let set: HashSet<T, Fixed> = items.into_iter().collect();
    format!("{:?}", set.iter().collect::<Vec<_>>())
}

fn all_orders() -> String {
    let mut lines = Vec::new();
    for count in 2..14 {
        lines.push(walk((0..count).map(|n| format!("name_{n}"))));
        lines.push(walk((0..count).map(|n| (n as usize, n as isize * 3))));
        lines.push(walk((0..count).map(|n| vec!["x"; n])));
        lines.push(walk((0..count).map(|n| vec![n as u16; n])));
    }
    lines.push(walk([Kind::A, Kind::B(1), Kind::C { text: "t".into() }, Kind::D(vec![1, 2]), Kind::E(Some(Box::new(Kind::F))), Kind::F]));
    lines.join("\n")
}
`;

let crate: MacroCrate;
const pool = new SandboxPool({ workers: 1 });
const folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-hash-order-"));

beforeAll(async () => {
  crate = await compileMacroCrate(`extern crate proc_macro;
    ${orders}
    #[proc_macro]
    pub fn walked(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
        proc_macro::TokenTree::from(proc_macro::Literal::string(&all_orders())).into()
    }`);
});
afterAll(async () => {
  await pool.close();
  await crate.remove();
  rmSync(folder, { recursive: true, force: true });
});

test("a map without random state is walked in the order of an ordinary build", async () => {
  const program = path.join(folder, "main.rs");
  writeFileSync(program, `${orders}\nfn main() { print!("{:?}", all_orders()); }`);
  execFileSync("rustc", ["--edition", "2021", program, "-o", path.join(folder, "main")]);
  const native = execFileSync(path.join(folder, "main"), { encoding: "utf8" });
  expect(native.split("\\n").length).toBe(49);
  const walked = await expandText(pool, requestFor(crate, "walked"));
  if (typeof walked !== "string") throw new Error(JSON.stringify(walked));
  expect(walked.split("\\n")).toEqual(native.split("\\n"));
});
