import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  compatibleVersion,
  h12,
  implementationHash,
  invocationKey,
  macroItem,
  macroItemCrate,
  pathPackageHash,
  sha256,
  WireWriter,
} from "#format";

const crates = "registry+https://github.com/rust-lang/crates.io-index";

test("hashes", () => {
  expect(sha256("")).toBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256("a", Uint8Array.of(0xc3, 0xa9))).toBe(sha256("aé"));
  expect(h12(sha256(""))).toBe("e3b0c44298fc");
});

test.each([
  ["1.2.3", "1"],
  ["12.0.0-beta.1", "12"],
  ["0.4.7", "0.4"],
  ["0.10.0+build.5", "0.10"],
  ["0.0.3", "0.0.3"],
  ["0.0.0", "0.0.0"],
  ["0.0.3-alpha", "0.0.3"],
])("the compatible version of %s is %s", (version, expected) => expect(compatibleVersion(version)).toBe(expected));

describe("the item of a macro crate", () => {
  const serde = { crateName: "serde_derive", packageName: "serde_derive", source: crates, version: "1.0.219" };

  test("is that of the example of docs/format.md", () => {
    const digest = createHash("sha256").update(`silcrow-macro-1\0serde_derive\0${crates}\x001`).digest("hex");
    expect(macroItemCrate(serde)).toBe(`serde_derive_${digest.slice(0, 12)}`);
    expect(macroItem(serde, "Serialize")).toBe("serde_derive_c15a72f4d584::Serialize");
  });

  test("stays over compatible versions and revisions, and over nothing else", () => {
    const item = macroItemCrate(serde);
    expect(macroItemCrate({ ...serde, version: "1.9.0" })).toBe(item);
    expect(macroItemCrate({ ...serde, version: "2.0.0" })).not.toBe(item);
    expect(macroItemCrate({ ...serde, source: null })).not.toBe(item);
    const git = { ...serde, source: "git+https://example.org/x?branch=main" };
    expect(macroItemCrate({ ...git, source: `${git.source}#abc` })).toBe(macroItemCrate({ ...git, source: `${git.source}#def` }));
  });
});

describe("the key of an invocation", () => {
  const stream = (write: (w: WireWriter) => void): Uint8Array => {
    const writer = new WireWriter();
    write(writer);
    return writer.finish();
  };
  const empty = stream((w) => w.inputStream([]));
  const input = stream((w) => w.inputStream([{ kind: "literal", text: '"Hello 🦀"' }]));

  test("is that of the example of docs/format.md", () => {
    expect(Buffer.from(input).toString("hex")).toBe("01030c2248656c6c6f20f09fa68022");
    const item = "wstr_1f0c2a9be4d7::wstr";
    const digest = createHash("sha256").update(`silcrow-key-1\0${item}\0\0`).update("00", "hex").update(input).digest("hex");
    expect(invocationKey(item, "function", empty, input)).toBe(`sha256:${digest}`);
    expect(digest).toBe("997293782a14f9c395d1089de93aa0ae4a0fe519863c97cfea9973059a3e45de");
  });

  test("tells kinds, items and streams apart", () => {
    const keys = [
      invocationKey("a::b", "function", empty, input),
      invocationKey("a::b", "attribute", empty, input),
      invocationKey("a::b", "derive", empty, input),
      invocationKey("a::c", "function", empty, input),
      invocationKey("a::b", "attribute", input, empty),
    ];
    expect(new Set(keys).size).toBe(5);
  });
});

describe("the hash of an implementation", () => {
  const macro = { name: "m", version: "1.0.0", source: null, checksum: "sha256:aa", features: [] };
  const syn = { name: "syn", version: "2.0.1", source: crates, checksum: "cc", features: ["printing", "derive"] };
  const quote = { name: "quote", version: "1.0.1", source: crates, checksum: "dd", features: [] };

  test("is over the lines that the contract names", () => {
    const lines = `silcrow-impl-1\nm 1.0.0 - sha256:aa -\nquote 1.0.1 ${crates} dd -\nsyn 2.0.1 ${crates} cc derive,printing\n`;
    expect(implementationHash(macro, [syn, quote])).toBe(sha256(lines));
  });

  test("does not depend on order or repetition", () => {
    const reordered = { ...syn, features: ["derive", "printing"] };
    expect(implementationHash(macro, [quote, reordered, quote])).toBe(implementationHash(macro, [syn, quote]));
  });

  test("of a path package is over its files, sorted", () => {
    const content = Buffer.from("x");
    const hex = sha256("x").slice(7);
    const files = ["src/lib.rs", "Cargo.toml", "src/a b.rs"].map((path) => ({ path, content }));
    expect(pathPackageHash(files)).toBe(sha256(`Cargo.toml ${hex}\nsrc/a b.rs ${hex}\nsrc/lib.rs ${hex}\n`));
  });
});
