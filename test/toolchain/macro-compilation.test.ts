import { expect, test } from "vitest";
import { macroCompilation } from "../../src/toolchain/macro-compilation.ts";

const toolchain = {
  rustc: "/bin/rustc",
  arguments: ["--target", "t.json"],
  linkArguments: ["-C", "linker=ld"],
  environment: {},
  shimLibrary: "/x.rlib",
  id: "id",
  description: "",
};

test("a library is compiled with the toolchain's arguments and is not linked", () => {
  const crate = { kind: "rlib", root: "src/lib.rs", crateName: "quote", edition: "2021", output: "libquote.rlib" } as const;
  expect(macroCompilation(toolchain, { ...crate, cfgs: ['feature="proc-macro"'], externs: [["pm", "libpm.rlib"]], dependencyFolders: ["deps"], metadata: "1f" })).toEqual([
    "src/lib.rs", "--crate-name", "quote", "--edition", "2021", "--cap-lints", "allow",
    "--crate-type", "rlib", "--emit=link", "-o", "libquote.rlib",
    "--cfg", 'feature="proc-macro"', "--extern", "pm=libpm.rlib", "-L", "dependency=deps", "-C", "metadata=1f",
    "--target", "t.json",
  ]);
});

test("a macro crate is linked to a module that knows its edition", () => {
  const args = macroCompilation(toolchain, { kind: "module", root: "lib.rs", crateName: "m", edition: "2024", output: "m.wasm" });
  expect(args.slice(7)).toEqual([
    "--crate-type", "proc-macro", "--emit=link", "-o", "m.wasm", "--target", "t.json", "-C", "linker=ld",
    "-C", "link-arg=--export=silcrow_edition_2024",
  ]);
});
