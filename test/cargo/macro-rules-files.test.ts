import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countedRoot, generateShim, macroRulesFiles, macroSource, type MacroCrate, type UnitGraph } from "#cargo";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-rules-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const rulesFor = (name: string) => `/// ${"Makes. ".repeat(20)}\nmacro_rules! ${name} { ($n:ident) => { #[proc_macro] pub fn $n() {} } }\n`;

/** What is found for a macro crate with these files, which depends on crates with these; paths without the folder. */
async function found(files: Record<string, string>, dependencies: Record<string, Record<string, string>>, macros: readonly string[]) {
  const crates = { m: files, ...dependencies };
  for (const [name, own] of Object.entries(crates)) {
    rmSync(path.join(folder, name), { recursive: true, force: true });
    for (const [file, text] of Object.entries(own)) {
      const at = path.join(folder, name, "src", file);
      mkdirSync(path.dirname(at), { recursive: true });
      writeFileSync(at, text);
    }
  }
  const units = Object.keys(crates).map((name, index) => ({
    target: { kind: ["lib"], name, root: path.join(folder, name, "src/lib.rs"), edition: "2021" },
    dependencies: index === 0 ? Object.keys(dependencies).map((_, each) => each + 1) : [],
  }));
  const crate = { unit: 0, root: path.join(folder, "m/src/lib.rs") };
  const original = countedRoot(Buffer.from(files["lib.rs"] ?? ""));
  return await macroRulesFiles({ units, roots: [0] } as unknown as UnitGraph, crate as MacroCrate, macroSource(original), macros.map((name) => ({ name })));
}

describe("the files that macros' functions come out of", () => {
  const make = rulesFor("make");

  it("are those with the macro_rules that the root invokes", async () => {
    expect(await found({ "lib.rs": "a_b::make! { one }\na_b::make! { two }" }, { "a-b": { "lib.rs": "mod x;", "x/y.rs": make } }, ["one", "two"])).toEqual([
      { length: make.length, macros: ["one", "two"] },
    ]);
    expect(await found({ "lib.rs": "mod x; make!(r#try); crate::other!(b);", "x.rs": make, "o.rs": `${rulesFor("other")}\r\n` }, { a: { "lib.rs": make } }, ["try", "b"])).toEqual([
      { length: make.length, macros: ["try"] },
      { length: rulesFor("other").length + 1, macros: ["b"] },
    ]);
    expect(await found({ "lib.rs": "use a::make; make!(one);" }, { a: { "lib.rs": make } }, ["one"])).toEqual([{ length: make.length, macros: ["one"] }]);
  });

  it.each([
    ["written out", { "lib.rs": "#[proc_macro] pub fn one(i: T) -> T {}\na::make!(one);" }],
    ["out of the root", { "lib.rs": `${make}make!(one);` }],
    ["in two invocations", { "lib.rs": "a::make!(one); a::make!(one);" }],
    ["in a module", { "lib.rs": "mod n { a::make!(one); }" }],
    ["of a crate that is not there", { "lib.rs": "b::make!(one);" }],
    ["of rules that are not there", { "lib.rs": "a::other!(one); make" }],
    ["in brackets that never end", { "lib.rs": "a::make!(one" }],
    ["without brackets", { "lib.rs": "a::make!" }],
    ["not there", { "lib.rs": "" }],
  ])("are none for a function that is %s", async (_, files) => {
    expect(await found(files, { a: { "lib.rs": make } }, ["one"])).toEqual([]);
  });

  it("have stand-ins of their length, unless they are too short", () => {
    const source = { crateName: "m", item: "m_0", hash: "", rootLength: 2000, macros: [{ name: "one", kind: "function" }, { name: "two", kind: "attribute" }] } as const;
    const files = generateShim({ ...source, rulesFiles: [{ length: 200, macros: ["two"] }] });
    expect(files.map(({ name, text }) => [name, text.length])).toEqual([["lib.rs", 2000], ["m.rs", expect.any(Number)], ["m/x0.rs", 200]]);
    expect(files[0].text.trimEnd()).toBe(
      "#[macro_use]mod m;use m::*;\n#[proc_macro]pub fn one(i:T)->T{a(i)}\nx0!{#[proc_macro_attribute]two(i:T,j:T)->T{b(i,j)}}",
    );
    expect(files[1]?.text).toMatch(/^#\[macro_use\] mod x0;\n/);
    expect(generateShim({ ...source, rulesFiles: [{ length: 20, macros: ["two"] }] })).toEqual(generateShim(source));
  });
});
