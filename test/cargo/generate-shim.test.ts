import { describe, expect, it } from "vitest";
import { generateShim, rootLength } from "#cargo";

const crate = { crateName: "m", item: "m_0123456789ab", hash: `sha256:${"0".repeat(64)}` };

describe("generateShim", () => {
  it("exports each macro under its name and kind", () => {
    const [{ text }, ...others] = generateShim({
      ...crate,
      rootLength: 1000,
      macros: [
        { name: "Serialize", kind: "derive", helperAttributes: ["serde", "type"] },
        { name: "instrument", kind: "attribute" },
        { name: "wstr", kind: "function" },
        { name: "try", kind: "function" },
      ],
    });
    expect(others).toEqual([]);
    expect(text.trimEnd()).toBe(`extern crate proc_macro;
static CRATE: silcrow_shim::MacroCrate = silcrow_shim::MacroCrate { name: "m", item: "m_0123456789ab", hash: "sha256:${"0".repeat(64)}" };
#[proc_macro_derive(Serialize, attributes(serde, r#type))]
pub fn silcrow_0(input: proc_macro::TokenStream) -> proc_macro::TokenStream { silcrow_shim::derive(&CRATE, "Serialize", input) }
#[proc_macro_attribute]
pub fn instrument(attr: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream { silcrow_shim::attribute(&CRATE, "instrument", attr, item) }
#[proc_macro]
pub fn wstr(input: proc_macro::TokenStream) -> proc_macro::TokenStream { silcrow_shim::function(&CRATE, "wstr", input) }
#[proc_macro]
pub fn r#try(input: proc_macro::TokenStream) -> proc_macro::TokenStream { silcrow_shim::function(&CRATE, "try", input) }`);
  });

  it("keeps the root of a small macro crate small", () => {
    const [root, module] = generateShim({
      ...crate,
      rootLength: 0,
      macros: [
        { name: "Serialize", kind: "derive", helperAttributes: ["serde"] },
        { name: "instrument", kind: "attribute" },
        { name: "m", kind: "function" },
      ],
    });
    expect(root).toEqual({
      name: "lib.rs",
      text: `mod m;
#[proc_macro_derive(Serialize, attributes(serde))]pub fn silcrow_0(i:m::T)->m::T{m::derive("Serialize",i)}
#[proc_macro_attribute]pub fn instrument(a:m::T,i:m::T)->m::T{m::attribute("instrument",a,i)}
#[proc_macro]pub fn m(i:m::T)->m::T{m::function("m",i)}
`,
    });
    expect(module?.name).toBe("m.rs");
    expect(module?.text).toContain(`static CRATE: silcrow_shim::MacroCrate = silcrow_shim::MacroCrate { name: "m", item: "m_0123456789ab", hash: "sha256:${"0".repeat(64)}" };`);
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
    const [{ text }] = generateShim({
      ...crate,
      rootLength: 2000,
      macros: [
        { name: "silcrow_0", kind: "function" },
        { name: "CRATE", kind: "function" },
        { name: "Name", kind: "derive" },
      ],
    });
    expect(text).toContain("pub fn silcrow_1(input");
    expect(text).toContain("static SILCROW_CRATE:");
    expect(text).toContain('pub fn CRATE(input: proc_macro::TokenStream) -> proc_macro::TokenStream { silcrow_shim::function(&SILCROW_CRATE');
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
