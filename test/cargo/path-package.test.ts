import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPathPackage } from "../../src/cargo/path-package.ts";

let folder: string;
const at = (file: string) => path.join(folder, file);

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-path-package-"));
  const files: Record<string, string> = {
    "shared/rules.rs": "macro_rules! a { () => {} }",
    "shared/text.txt": "text",
    "m/Cargo.toml": "[package]",
    "m/README.md": "",
    "m/tests/t.rs": "",
    "m/src/lib.rs": `#[path = "../parts/one.rs"]\nmod one;\ninclude!("../../shared/rules.rs");\nconst A: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/parts/a.txt"));\n// include!("../parts/no.rs")\nconst B: &str = "include!(\\"../parts/no.rs\\")";\ninclude_str!(name!());\ninclude!("/dev/zero");\ninclude!("nobody.rs");`,
    "m/parts/one.rs": `fn f() { include_bytes!("deeper/b.bin"); { include_str! { r"x", "y" } } include!("one.rs") }`,
    "m/parts/deeper/b.bin": "\0",
    "m/parts/a.txt": "a",
    "m/parts/no.rs": "",
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  }
  symlinkSync("lib.rs", at("m/src/link.rs"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the content of a path package", () => {
  it("has what its sources name for the compiler, wherever that is", async () => {
    const { files } = await readPathPackage(at("m"), [at("m/src/lib.rs"), at("m/tests/t.rs")]);
    expect(files.map((file) => path.relative(folder, file))).toEqual([
      "m/Cargo.toml",
      "m/parts/a.txt",
      "m/parts/deeper/b.bin",
      "m/parts/one.rs",
      "m/src/lib.rs",
      "m/src/link.rs",
      "shared/rules.rs",
    ]);
  });

  it.each(["m/parts/a.txt", "m/parts/deeper/b.bin", "shared/rules.rs"])("is another when %s is", async (file) => {
    const before = await readPathPackage(at("m"), [at("m/src/lib.rs"), at("m/tests/t.rs")]);
    writeFileSync(at(file), `// ${file}`);
    expect((await readPathPackage(at("m"), [at("m/src/lib.rs"), at("m/tests/t.rs")])).checksum).not.toBe(before.checksum);
  });

  it("is the same when something else changes", async () => {
    const before = await readPathPackage(at("m"), [at("m/src/lib.rs"), at("m/tests/t.rs")]);
    for (const file of ["m/README.md", "m/tests/t.rs", "m/parts/no.rs", "shared/text.txt"]) writeFileSync(at(file), "// changed");
    expect(await readPathPackage(at("m"), [at("m/src/lib.rs"), at("m/tests/t.rs")])).toEqual(before);
  });
});
