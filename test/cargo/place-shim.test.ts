import { describe, expect, it } from "vitest";
import { countedRoot, generateShim, type MacroSource, macroSource, type ShimSource } from "#cargo";

const crate = { crateName: "m", item: "m_0123456789ab", hash: `sha256:${"0".repeat(64)}` };

const original = `//! A macro crate, with é, §, → and 🦀 in its first line.
use proc_macro::TokenStream;

/// Derives.
#[proc_macro_derive(
    Table,
    attributes(table, type),
)]
#[allow(clippy::all)]
/// More.
pub fn derive_table(input: TokenStream)
    -> proc_macro::TokenStream
{
    expand(input)
}

#[doc(hidden)]
#[proc_macro_attribute] pub fn logged(attr: TokenStream, item: TokenStream) -> TokenStream { logged::expand(attr, item) }

mod nested {
    // #[proc_macro] pub fn wstr() {}
    const TEXT: &str = "#[proc_macro] pub fn wstr(";
}

#[proc_macro]
pub fn wstr(input: TokenStream) -> TokenStream { input.into_iter().collect() }
`;
const macros: ShimSource["macros"] = [
  { name: "wstr", kind: "function" },
  { name: "Table", kind: "derive", helperAttributes: ["table", "type"] },
  { name: "logged", kind: "attribute" },
];

const shimOf = (text: string, shim = macros) => {
  const counted = countedRoot(Buffer.from(text));
  return { counted, files: generateShim({ ...crate, macros: shim, rootLength: counted.length, original: macroSource(counted) }) };
};

/** The text of a file without its white space where that says nothing. */
const dense = (text = "") => text.replaceAll(/[\s\u0085\u2028]+/g, " ").replaceAll(/(?<!\w) | (?!\w)/g, "");

describe("a shim whose functions are where the original has them", () => {
  it("has their heads at the same bytes, and the same lines", () => {
    const { counted, files } = shimOf(original);
    const [root, answers] = files;
    expect([root.name, answers?.name]).toEqual(["placed.rs", "m.rs"]);
    expect(Buffer.byteLength(root.text)).toBe(counted.length);
    expect(root.text.length).toBe(original.length);
    expect([...Buffer.from(root.text).toString("latin1").matchAll(/\n/g)].map(({ index }) => index)).toEqual([...counted.matchAll(/\n/g)].map(({ index }) => index));
    const bytes = Buffer.from(root.text).toString("latin1");
    for (const [head, end] of [["pub fn derive_table", "proc_macro::TokenStream\n{"], ["pub fn logged", "TokenStream { logged"], ["pub fn wstr(input", "TokenStream { input."]] as const) {
      const start = counted.indexOf(head);
      const last = counted.indexOf(end, start) + end.search(/[ \n]/);
      expect(bytes.slice(start, last)).toMatch(/^pub fn [^]*\S$/);
      expect(bytes.slice(last).trimStart()).toMatch(/^\{/);
    }
    expect(dense(root.text)).toBe(
      "mod m;use m::*;#[proc_macro_derive(Table,attributes(table,r#type,))]pub fn silcrow_0(i:T)->T{b(i)}" +
        "#[proc_macro_attribute]pub fn logged(i:T,j:T)->T{c(i,j)}#[proc_macro]pub fn wstr(i:T)->T{a(i)}",
    );
    expect(answers?.text).toContain('pub fn b(input: T) -> T { silcrow_shim::derive(&CRATE, "Table", input) }');
    expect(answers?.text).toContain('pub fn c(attr: T, item: T) -> T { silcrow_shim::attribute(&CRATE, "logged", attr, item) }');
  });

  it("counts as rustc does", () => {
    const { counted, files } = shimOf(`\ufeff${original.replaceAll("\n", "\r\n")}`);
    expect(counted).toBe(countedRoot(Buffer.from(original)));
    expect(files[0].text).toBe(shimOf(original).files[0].text);
  });

  const wstrAt = (text: string) => [...text.matchAll(/^pub fn wstr/gm)].map(({ index }) => index);

  it("puts a macro that is not written out where there is room, and moves no other", () => {
    const { counted, files } = shimOf(original, [{ name: "other", kind: "attribute" }, ...macros]);
    const root = Buffer.from(files[0].text).toString("latin1");
    expect([files[0].name, root.length]).toEqual(["placed.rs", counted.length]);
    expect(wstrAt(root)).toEqual(wstrAt(counted));
    expect(dense(files[0].text)).toContain("#[proc_macro_attribute]pub fn other(i:T,j:T)->T{a(i,j)}");
  });

  it("takes the first of two functions for a macro, of which the compiler sees one", () => {
    const again = "#[cfg(any())]\n#[proc_macro]\npub fn wstr(input: TokenStream) -> TokenStream { input.into_iter().collect() }\n";
    const { counted, files } = shimOf(original + again);
    expect(wstrAt(counted)).toHaveLength(2);
    expect(wstrAt(Buffer.from(files[0].text).toString("latin1"))).toEqual(wstrAt(counted).slice(0, 1));
  });

  it("moves a function for which there is too little room, within its file", () => {
    const short = `use proc_macro::TokenStream as T;\n${["a", "b"].map((name) => `#[proc_macro]pub fn ${name}(i:T)->T{i}\n`).join("")}fn more_that_is_no_macro_and_takes_room() {}\n`;
    const [root] = shimOf(short, [{ name: "a", kind: "function" }, { name: "b", kind: "function" }]).files;
    expect([root.name, root.text.length]).toEqual(["placed.rs", short.length]);
    expect(root.text.indexOf("pub fn a")).toBe(short.indexOf("pub fn a"));
    expect(dense(root.text)).toBe("mod m;use m::*;#[proc_macro]pub fn a(i:T)->T{c(i)}#[proc_macro]pub fn b(i:T)->T{d(i)}");
  });

  it("includes files of the same length, named as far as that is possible", () => {
    const include = (start: number, path: string | undefined, source: MacroSource) => ({ start, path, source });
    const file = (name: string, more = "") => `// é\n${" ".repeat(30)}${more}\n#[proc_macro] pub fn ${name}(input: TokenStream) -> TokenStream { expand(input) }\n`;
    const source = (text: string) => macroSource(countedRoot(Buffer.from(text)));
    const inner = source(file("four"));
    const below = source(file("two", 'include!("deeper/four.rs");'));
    const above = source(file("three"));
    const root = source(`use proc_macro::TokenStream;\ninclude!("parts/two.rs");\n${file("one")}include!("../three.rs");\n`);
    const tree = { ...root, includes: [include(29, "parts/two.rs", { ...below, includes: [include(36, "deeper/four.rs", inner)] }), include(root.text.lastIndexOf("include"), "../three.rs", above)] };
    const names = ["one", "two", "three", "four"].map((name) => ({ name, kind: "function" }) as const);
    const files = generateShim({ ...crate, macros: names, rootLength: root.text.length, original: tree });
    expect(files.map(({ name }) => name)).toEqual(["placed.rs", "parts/two.rs", "parts/deeper/four.rs", "m/i0.rs", "m.rs"]);
    const originals = [root, below, inner, above];
    for (const [index, { text }] of originals.entries()) {
      const own = Buffer.from(files[index]?.text ?? "").toString("latin1");
      expect(own.length).toBe(text.length);
      expect(own.indexOf("pub fn")).toBe(text.indexOf("pub fn"));
    }
    expect(dense(files[0].text)).toBe('mod m;use m::*;include!("parts/two.rs");#[proc_macro]pub fn one(i:T)->T{a(i)}include!("m/i0.rs");');
    expect(dense(files[1]?.text)).toBe('include!("deeper/four.rs");#[proc_macro]pub fn two(i:T)->T{b(i)}');
  });

  it.each([
    ["no macro that is written out", "macro_rules! all { () => { #[proc_macro] pub fn wstr(i: T) -> T { i.into_iter().collect() } } }\nall!();\n", macros.slice(0, 1)],
    ["no room", "#[proc_macro]pub fn wstr(i:T)->T{i}\n", macros.slice(0, 1)],
    ["another length", "", macros],
    ["a group that never ends", "#[proc_macro] pub fn wstr(", macros.slice(0, 1)],
    ["an attribute that never ends", "#[proc_macro", macros.slice(0, 1)],
  ])("is as it was otherwise: %s", (_, text, shim) => {
    expect(shimOf(text, shim).files[0].name).toBe("lib.rs");
  });
});
