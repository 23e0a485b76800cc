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

/** A machine where rustc is rustup's proxy; rustup notes each time that it is asked. */
async function rustupMachine() {
  const machine = await countingMachine();
  const { root, compiler } = machine;
  const rustup = path.join(root, "bin", "rustup");
  const log = path.join(root, "rustup.log");
  const answer = (which: string) =>
    write(rustup, `#!/bin/sh\ncase "$0:$1" in *rustup:which) echo asked >> ${log}; ${which} ;; *) exec ${compiler} "$@" ;; esac\n`);
  await answer(`echo ${compiler}`);
  await rm(path.join(root, "bin", "rustc"));
  await symlink("rustup", path.join(root, "bin", "rustc"));
  const rustupHome = path.join(root, "rustup-home");
  const settings = path.join(rustupHome, "settings.toml");
  await write(settings, 'version = "12"\ndefault_toolchain = "stable"\n\n[overrides]\n');
  const rustupAsked = async () => (await readFile(log, "utf8").catch(() => "")).split("\n").length - 1;
  return { ...machine, env: { ...machine.env, RUSTUP_HOME: rustupHome }, answer, settings, rustupAsked };
}

test("rustup is asked which compiler it would start; if it cannot tell, the proxy is asked itself", async () => {
  const { sysroot, cwd, env, asked, answer } = await rustupMachine();
  const surroundings = { cwd, env };
  expect((await findNativeToolchain(surroundings)).sysroot).toBe(sysroot);
  await findNativeToolchain(surroundings);
  expect(await asked()).toBe(2);

  await answer("echo 'error: toolchain is not installed' >&2; exit 1");
  expect((await findNativeToolchain(surroundings)).sysroot).toBe(sysroot);
  expect(await asked()).toBe(4);
});

test("rustup's answer is kept until something changes that it goes by", async () => {
  const { root, cwd, compiler, env, answer, settings, rustupAsked } = await rustupMachine();
  const below = path.join(cwd, "project");
  await mkdir(below);
  let expected = 0;
  const isAskedOnce = async (surroundings: { cwd: string; env: NodeJS.ProcessEnv }) => {
    for (let time = 0; time < 2; time++) await findNativeToolchain(surroundings);
    expect(await rustupAsked()).toBe(++expected);
  };
  await isAskedOnce({ cwd, env });
  // Without overrides and toolchain files, one folder is like the other.
  await findNativeToolchain({ cwd: below, env });
  expect(await rustupAsked()).toBe(expected);

  await isAskedOnce({ cwd, env: { ...env, RUSTUP_TOOLCHAIN: "beta" } });
  await write(path.join(cwd, "rust-toolchain.toml"), '[toolchain]\nchannel = "stable"\n');
  await isAskedOnce({ cwd: below, env });
  await write(path.join(cwd, "rust-toolchain.toml"), '[toolchain]\nchannel = "1.90.0"\n');
  await isAskedOnce({ cwd: below, env });
  await write(path.join(below, "rust-toolchain"), "beta");
  await isAskedOnce({ cwd: below, env });
  await write(settings, `[overrides]\n"${below}" = "nightly"\n`);
  await isAskedOnce({ cwd, env });
  await rm(path.join(cwd, "rust-toolchain.toml"));
  await rm(path.join(below, "rust-toolchain"));
  await isAskedOnce({ cwd, env });
  await isAskedOnce({ cwd: below, env });
  await answer(`true; echo ${compiler}`);
  await isAskedOnce({ cwd, env });

  // What it named is gone.
  const elsewhere = path.join(root, "elsewhere", "rustc");
  await write(elsewhere, await readFile(compiler, "utf8"));
  await answer(`test -e ${elsewhere} && echo ${elsewhere} || echo ${compiler}`);
  await isAskedOnce({ cwd, env });
  await rm(elsewhere);
  await isAskedOnce({ cwd, env });
});
