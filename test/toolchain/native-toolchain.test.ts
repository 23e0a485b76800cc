import path from "node:path";
import { expect, test } from "vitest";
import { findNativeToolchain } from "#toolchain";
import { fakeRustc, temporaryFolder, write } from "./temporary-folder.ts";

/** A machine with a proxy in bin/ that stands for the toolchain in sysroot/. */
async function machine(release: string) {
  const root = await temporaryFolder();
  const sysroot = path.join(root, "toolchains", "stable");
  const rustc = fakeRustc(release, sysroot);
  await write(path.join(root, "bin", "rustc"), rustc);
  await write(path.join(root, "bin", "cargo"), "#!/bin/sh\n");
  for (const tool of ["rustc", "rustdoc", "cargo"]) await write(path.join(sysroot, "bin", tool), rustc);
  return { root, sysroot, surroundings: { cwd: root, env: { PATH: `${path.join(root, "bin")}:/usr/bin:/bin` } } };
}

test("the sysroot's own programs are used in place of proxies", async () => {
  const { sysroot, surroundings } = await machine("1.90.0");
  expect(await findNativeToolchain(surroundings)).toMatchObject({
    rustc: path.join(sysroot, "bin", "rustc"),
    rustdoc: path.join(sysroot, "bin", "rustdoc"),
    cargo: path.join(sysroot, "bin", "cargo"),
    sysroot,
    host: "fake-unknown-linux-gnu",
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
});

test("programs that variables name are used as they are", async () => {
  const { root, surroundings } = await machine("1.90.0");
  const named = { RUSTC: path.join(root, "bin", "rustc"), CARGO: path.join(root, "bin", "cargo") };
  expect(await findNativeToolchain({ ...surroundings, env: { ...surroundings.env, ...named } })).toMatchObject({
    rustc: named.RUSTC,
    cargo: named.CARGO,
  });
});

test("an old compiler, none, and something else that is called rustc are told apart", async () => {
  const { root, surroundings } = await machine("1.87.0");
  await expect(findNativeToolchain(surroundings)).rejects.toMatchObject({ code: "SC0102" });
  await expect(findNativeToolchain({ cwd: root, env: { PATH: root } })).rejects.toMatchObject({ code: "SC0101" });
  await write(path.join(root, "bin", "rustc"), "#!/bin/sh\necho hello\n");
  await expect(findNativeToolchain(surroundings)).rejects.toMatchObject({ code: "SC0101", message: expect.stringContaining("does not work") });
});
