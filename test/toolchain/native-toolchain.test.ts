import { mkdir, readdir, readFile, rm, symlink } from "node:fs/promises";
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

/** A machine whose compilers note each time that they are asked. */
async function countingMachine() {
  const { root, sysroot, surroundings } = await machine("1.90.0");
  const log = path.join(root, "log");
  const compiler = path.join(sysroot, "bin", "rustc");
  await write(compiler, `${fakeRustc("1.90.0", sysroot)}echo asked >> ${log}\n`);
  const env = { ...surroundings.env, SILCROW_CACHE_HOME: path.join(root, "cache") };
  await mkdir(env.SILCROW_CACHE_HOME);
  const asked = async () => (await readFile(log, "utf8").catch(() => "")).split("\n").length - 1;
  return { root, sysroot, compiler, log, cwd: root, env, asked };
}

test("a compiler in its own sysroot is asked once, until its file is another one or the note is damaged", async () => {
  const { root, sysroot, compiler, cwd, env, asked } = await countingMachine();
  const surroundings = { cwd, env: { ...env, RUSTC: compiler } };
  const first = await findNativeToolchain(surroundings);
  expect(await asked()).toBe(2);
  expect(await findNativeToolchain(surroundings)).toEqual(first);
  expect(await asked()).toBe(2);

  await write(compiler, fakeRustc("1.91.0", sysroot));
  expect((await findNativeToolchain(surroundings)).version).toContain("1.91.0");

  const folder = path.join(root, "cache", "compilers");
  const [note] = await readdir(folder);
  for (const text of ["", "{", "[]", "null", '{"state":3}']) {
    await write(path.join(folder, note as string), text);
    expect((await findNativeToolchain(surroundings)).version).toContain("1.91.0");
  }
});

test("a program outside of the sysroot that it names is asked each time: it may start another compiler tomorrow", async () => {
  const { root, sysroot, cwd, env } = await countingMachine();
  const surroundings = { cwd, env };
  await findNativeToolchain(surroundings);
  await write(path.join(root, "bin", "rustc"), fakeRustc("1.92.0", sysroot));
  expect((await findNativeToolchain(surroundings)).version).toContain("1.92.0");
});

test("rustup is asked which compiler it would start; if it cannot tell, the proxy is asked itself", async () => {
  const { root, sysroot, compiler, cwd, env, asked } = await countingMachine();
  const rustup = path.join(root, "bin", "rustup");
  const proxy = (which: string) => `#!/bin/sh\ncase "$0:$1" in *rustup:which) ${which} ;; *) exec ${compiler} "$@" ;; esac\n`;
  await write(rustup, proxy(`echo ${compiler}`));
  await rm(path.join(root, "bin", "rustc"));
  await symlink("rustup", path.join(root, "bin", "rustc"));
  const surroundings = { cwd, env };
  expect((await findNativeToolchain(surroundings)).sysroot).toBe(sysroot);
  await findNativeToolchain(surroundings);
  expect(await asked()).toBe(2);

  await write(rustup, proxy("echo 'error: toolchain is not installed' >&2; exit 1"));
  expect((await findNativeToolchain(surroundings)).sysroot).toBe(sysroot);
  expect(await asked()).toBe(4);
});
