import { describe, expect, it } from "vitest";
import { generateShim } from "#cargo";

const crate = { crateName: "m", item: "m_0123456789ab", hash: `sha256:${"0".repeat(64)}` };

describe("generateShim", () => {
  it("exports each macro under its name and kind", () => {
    const text = generateShim({
      ...crate,
      rootLength: 0,
      macros: [
        { name: "Serialize", kind: "derive", helperAttributes: ["serde", "type"] },
        { name: "instrument", kind: "attribute" },
        { name: "wstr", kind: "function" },
        { name: "try", kind: "function" },
      ],
    });
    expect(text).toBe(`extern crate proc_macro;
static CRATE: silcrow_shim::MacroCrate = silcrow_shim::MacroCrate { name: "m", item: "m_0123456789ab", hash: "sha256:${"0".repeat(64)}" };
#[proc_macro_derive(Serialize, attributes(serde, r#type))]
pub fn silcrow_0(input: proc_macro::TokenStream) -> proc_macro::TokenStream { silcrow_shim::derive(&CRATE, "Serialize", input) }
#[proc_macro_attribute]
pub fn instrument(attr: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream { silcrow_shim::attribute(&CRATE, "instrument", attr, item) }
#[proc_macro]
pub fn wstr(input: proc_macro::TokenStream) -> proc_macro::TokenStream { silcrow_shim::function(&CRATE, "wstr", input) }
#[proc_macro]
pub fn r#try(input: proc_macro::TokenStream) -> proc_macro::TokenStream { silcrow_shim::function(&CRATE, "try", input) }
`);
  });

  it("is as long as the original root, where that is longer", () => {
    const short = generateShim({ ...crate, rootLength: 0, macros: [] });
    const length = Buffer.byteLength(short);
    for (const extra of [-1, 0, 1, 2, 1000]) {
      const text = generateShim({ ...crate, rootLength: length + extra, macros: [] });
      expect(Buffer.byteLength(text)).toBe(Math.max(length, length + extra));
      expect(text.endsWith("\n")).toBe(true);
      expect(text.trimEnd()).toBe(short.trimEnd());
    }
  });

  it("gives its own items names that no macro has", () => {
    const text = generateShim({
      ...crate,
      rootLength: 0,
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
