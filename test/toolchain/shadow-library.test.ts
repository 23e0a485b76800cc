import { lstat, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { findNativeToolchain, findSandboxToolchain } from "#toolchain";
import { askHostForPrograms, shadowLibrary, widenHashes } from "../../src/toolchain/shadow-library.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("this machine's standard library is linked to, but for hashes of sizes and for programs", async () => {
  const surroundings = { cwd: process.cwd(), env: process.env };
  const search = await findSandboxToolchain(await findNativeToolchain(surroundings), surroundings);
  if (search.kind === "missing") throw new Error(JSON.stringify(search.ways));
  const { library } = search.parts;
  const folder = path.join(await temporaryFolder(), "library");
  await shadowLibrary(library, folder, "// more\n");

  const changed = async (file: string): Promise<string[]> => {
    const [before, after] = await Promise.all([library, folder].map((place) => readFile(path.join(place, file), "utf8")));
    const lines = new Set(before?.split("\n"));
    return after?.split("\n").filter((line) => !lines.has(line)) ?? [];
  };
  expect(await changed("core/src/hash/mod.rs")).toEqual(["        self.write(&(i as u64).to_ne_bytes())"]);
  expect(await changed("std/src/sys/process/unsupported.rs")).toEqual([
    '        ask_host("spawn", self)?;',
    "pub fn output(cmd: &mut Command) -> io::Result<(ExitStatus, Vec<u8>, Vec<u8>)> {",
    '    Ok((ExitStatus::default(), ask_host("output", cmd)?, Vec::new()))',
    "// more",
  ]);
  for (const other of ["std/Cargo.toml", "Cargo.toml", "core/Cargo.toml", "core/src/lib.rs", "core/src/hash/sip.rs", "std/src/sys/process/env.rs"]) {
    expect((await lstat(path.join(folder, other))).isSymbolicLink(), other).toBe(true);
    expect(await realpath(path.join(folder, other))).toBe(await realpath(path.join(library, other)));
  }
});

test("a source in which the functions look otherwise stays as it is", () => {
  expect(widenHashes("fn write_usize(&mut self, i: usize) { other(i) }")).toBe("fn write_usize(&mut self, i: usize) { other(i) }");
  expect(askHostForPrograms("pub fn output(cmd: &mut Command) {}", "more")).toBe("pub fn output(cmd: &mut Command) {}");
});
