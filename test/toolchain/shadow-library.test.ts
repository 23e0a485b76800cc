import { lstat, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { findNativeToolchain, findSandboxToolchain } from "#toolchain";
import { shadowLibrary, widenHashes } from "../../src/toolchain/shadow-library.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("this machine's standard library is linked to, but for the function that hashes sizes", async () => {
  const surroundings = { cwd: process.cwd(), env: process.env };
  const search = await findSandboxToolchain(await findNativeToolchain(surroundings), surroundings);
  if (search.kind === "missing") throw new Error(JSON.stringify(search.ways));
  const { library } = search.parts;
  const folder = path.join(await temporaryFolder(), "library");
  await shadowLibrary(library, folder);

  const file = "core/src/hash/mod.rs";
  const [before, after] = [await readFile(path.join(library, file), "utf8"), await readFile(path.join(folder, file), "utf8")];
  const changed = after.split("\n").filter((line, index) => line !== before.split("\n")[index]);
  expect(changed).toEqual(["        self.write(&(i as u64).to_ne_bytes())"]);
  for (const other of ["std", "Cargo.toml", "core/Cargo.toml", "core/src/lib.rs", "core/src/hash/sip.rs"]) {
    expect((await lstat(path.join(folder, other))).isSymbolicLink(), other).toBe(true);
    expect(await realpath(path.join(folder, other))).toBe(await realpath(path.join(library, other)));
  }
});

test("a source in which the function looks otherwise stays as it is", () => {
  expect(widenHashes("fn write_usize(&mut self, i: usize) { other(i) }")).toBe("fn write_usize(&mut self, i: usize) { other(i) }");
});
