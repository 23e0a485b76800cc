import { describe, expect, it } from "vitest";
import { countedRoot, generateShim, type ShimSource } from "#cargo";

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
  return { counted, files: generateShim({ ...crate, macros: shim, rootLength: counted.length, original: counted }) };
};

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
    expect(root.text.replaceAll(/[\s\u0085]+/g, " ")).toBe(
      "mod m;#[ proc_macro_derive( Table,attributes(table, r#type,))] pub fn silcrow_0(i:m::T)->m:: T { m::f1(i)}#[ " +
        "proc_macro_attribute] pub fn logged(a:m::T,i:m::T)->m:: T{m::f2(a,i)}#[proc_macro] pub fn wstr(i:m::T)->m:: T{m::f0(i)} ",
    );
    expect(answers?.text).toContain('pub fn f1(input: T) -> T { silcrow_shim::derive(&CRATE, "Table", input) }');
    expect(answers?.text).toContain('pub fn f2(attr: T, item: T) -> T { silcrow_shim::attribute(&CRATE, "logged", attr, item) }');
  });

  it("counts as rustc does", () => {
    const { counted, files } = shimOf(`\ufeff${original.replaceAll("\n", "\r\n")}`);
    expect(counted).toBe(countedRoot(Buffer.from(original)));
    expect(files[0].text).toBe(shimOf(original).files[0].text);
  });

  it.each([
    ["a macro that is not in it", original, [...macros, { name: "other", kind: "function" } as const]],
    ["a macro that is there twice", `${original}\n#[proc_macro]\npub fn wstr(input: TokenStream) -> TokenStream { input.into_iter().collect() }\n`, macros],
    ["no room", original.slice(original.indexOf("#[proc_macro]\npub fn")), macros.slice(0, 1)],
    ["a body that is too short", `mod one;\n${"#[proc_macro] pub fn a(i: T) -> T { i }\n".repeat(2).replace("fn a", "fn b")}`, [{ name: "b", kind: "function" } as const, { name: "a", kind: "function" } as const]],
    ["a macro in a macro_rules", "macro_rules! all { () => { #[proc_macro] pub fn wstr(i: T) -> T { i.into_iter().collect() } } }\nall!();\n", macros.slice(0, 1)],
    ["another length", "", macros],
    ["a group that never ends", "#[proc_macro] pub fn wstr(", macros.slice(0, 1)],
    ["an attribute that never ends", "#[proc_macro", macros.slice(0, 1)],
  ])("is as it was otherwise: %s", (_, text, shim) => {
    expect(shimOf(text, shim).files[0].name).toBe("lib.rs");
  });
});
