import { describe, expect, it } from "vitest";
import { generateShim, rootLength } from "#cargo";

const crate = { crateName: "m", item: "m_0123456789ab", hash: `sha256:${"0".repeat(64)}` };

describe("generateShim", () => {
  it("exports each macro under its name and kind", () => {
    const [root, module, ...others] = generateShim({
      ...crate,
      rootLength: 0,
      macros: [
        { name: "Serialize", kind: "derive", helperAttributes: ["serde", "type"] },
        { name: "instrument", kind: "attribute" },
        { name: "wstr", kind: "function" },
        { name: "try", kind: "function" },
      ],
    });
    expect(others).toEqual([]);
    expect(root).toEqual({
      name: "lib.rs",
      text: `mod m;use m::*;
#[proc_macro_derive(Serialize,attributes(serde,r#type,))]pub fn silcrow_0(i:T)->T{a(i)}
#[proc_macro_attribute]pub fn instrument(i:T,j:T)->T{b(i,j)}
#[proc_macro]pub fn wstr(i:T)->T{c(i)}
#[proc_macro]pub fn r#try(i:T)->T{d(i)}
`,
    });
    expect(module).toEqual({
      name: "m.rs",
      text: `extern crate proc_macro;
pub use self::proc_macro::TokenStream as T;
static CRATE: silcrow_shim::MacroCrate = silcrow_shim::MacroCrate { name: "m", item: "m_0123456789ab", hash: "sha256:${"0".repeat(64)}", keeps_state: false };
pub fn a(input: T) -> T { silcrow_shim::derive(&CRATE, "Serialize", input) }
pub fn b(attr: T, item: T) -> T { silcrow_shim::attribute(&CRATE, "instrument", attr, item) }
pub fn c(input: T) -> T { silcrow_shim::function(&CRATE, "wstr", input) }
pub fn d(input: T) -> T { silcrow_shim::function(&CRATE, "try", input) }
`,
    });
  });

  it("is as long as the original root, where that is longer", () => {
    const macros = [{ name: "wstr", kind: "function" }] as const;
    const [{ text: short }] = generateShim({ ...crate, rootLength: 0, macros });
    for (let rootLength = 0; rootLength < 1000; rootLength++) {
      const [{ text }] = generateShim({ ...crate, rootLength, macros });
      expect(Buffer.byteLength(text)).toBe(Math.max(Buffer.byteLength(short), rootLength));
      expect(text.endsWith("\n")).toBe(true);
    }
  });

  it("gives its own items names that no macro has", () => {
    const names = [..."abcdefghijklmnopqrstuvwxyz", "silcrow_0", "f0", "T"];
    const macros = [...names.map((name) => ({ name, kind: "function" }) as const), { name: "Name", kind: "derive" } as const];
    const [root] = generateShim({ ...crate, rootLength: 0, macros });
    const lines = root.text.trimEnd().split("\n").slice(1);
    expect(lines[0]).toBe("#[proc_macro]pub fn a(i:T)->T{f1(i)}");
    expect(lines.at(-1)).toBe(`#[proc_macro_derive(Name)]pub fn silcrow_1(i:T)->T{f${names.length + 1}(i)}`);
  });
});

describe("rootLength", () => {
  it.each([
    ["", 0],
    ["é\n", 3],
    ["a\r\nb\r\n", 4],
    ["\uFEFFa\r\n", 2],
    ["\r\r\n\n\r", 4],
    ["\uFEFF\uFEFF", 3],
  ])("of %j is %i", (text, length) => {
    expect(rootLength(Buffer.from(text))).toBe(length);
  });
});
