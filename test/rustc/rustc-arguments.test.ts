import { describe, expect, test } from "vitest";
import { emitKinds, parseExtern, parseRustcArguments, rootFileOf, valueOf, wordsOf } from "../../src/rustc/rustc-arguments.ts";
import { readMetadata, withMetadata } from "../../src/rustc/module-metadata.ts";

describe("parseRustcArguments", () => {
  const line = "-O --edition 2021 --extern=a=liba.wasm --extern b -L dep -Ldependency=x src/main.rs -C opt-level=3 -Copt-level=2 --cfg feature=\"x\" -o out --test -Awarnings -v";
  const parsed = parseRustcArguments(line.split(" "), "/");

  test("options are seen with their values, and no word is lost", () => {
    expect(wordsOf(parsed).join(" ")).toBe(line);
    expect(valueOf(parsed, "--edition")).toBe("2021");
    expect(valueOf(parsed, "-C")).toBe("opt-level=2");
    expect(valueOf(parsed, "-o")).toBe("out");
    expect(parsed.filter(({ name }) => name === "-L").map(({ value }) => value)).toEqual(["dep", "dependency=x"]);
    expect(rootFileOf(parsed)).toBe("src/main.rs");
    expect(rootFileOf(parseRustcArguments(["a.rs", "b.rs"], "/"))).toBeUndefined();
    expect(rootFileOf(parseRustcArguments(["-vV"], "/"))).toBeUndefined();
  });

  test("kinds of output are listed", () => {
    expect(emitKinds(parseRustcArguments(["--emit=macros,link=a", "--emit", "dep-info"], "/"))).toEqual(["macros", "link=a", "dep-info"]);
  });

  test.each([
    ["a", { options: "", name: "a", path: undefined }],
    ["a=b=c", { options: "", name: "a", path: "b=c" }],
    ["priv,noprelude:a=/x/liba.so", { options: "priv,noprelude", name: "a", path: "/x/liba.so" }],
  ])("extern %s", (value, expected) => {
    expect(parseExtern(value)).toEqual(expected);
  });
});

describe("module metadata", () => {
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const metadata = {
    crate_name: "wstr",
    package: "wstr",
    version: "0.0.0",
    edition: "2021" as const,
    macro_hash: `sha256:${"a".repeat(64)}`,
    features: ["x".repeat(300)],
    root_length: 10,
    abi: 1,
  };

  test("is read as it was written, and the module stays one", () => {
    const module = withMetadata(empty, metadata);
    expect(readMetadata("m.wasm", module)).toEqual(metadata);
    expect(() => new WebAssembly.Module(Buffer.from(module))).not.toThrow();
  });

  test.each([
    ["nothing", new Uint8Array()],
    ["no module", Buffer.from("no module at all")],
    ["no section", empty],
    ["a section that ends too late", Uint8Array.of(...empty, 0, 200, 1, 7)],
    ["odd JSON", withMetadata(empty, { ...metadata, macro_hash: "x" })],
    ["a name that is code", withMetadata(empty, { ...metadata, crate_name: 'a", item: "' })],
  ])("%s is SC0305", (_, bytes) => {
    expect(() => readMetadata("m.wasm", bytes)).toThrow(expect.objectContaining({ code: "SC0305" }));
  });
});
