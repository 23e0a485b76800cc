import path from "node:path";
import { describe, expect, test } from "vitest";
import { findSandboxToolchain, type Installer, installSandboxToolchain, type NativeToolchain } from "#toolchain";
import { fakeRustc, temporaryFolder, write } from "./temporary-folder.ts";

/** A rustup toolchain in a temporary folder, and a machine on which there is nothing else. */
async function rustupMachine() {
  const root = await temporaryFolder();
  const sysroot = path.join(root, "toolchains", "stable-fake");
  const rustc = await write(path.join(sysroot, "bin", "rustc"), fakeRustc("1.90.0", sysroot));
  const native: NativeToolchain = { rustc, rustdoc: "", cargo: "/cargo", sysroot, host: "fake-unknown-linux-gnu", version: "", id: "" };
  await write(path.join(root, "bin", "rustup"), "#!/bin/sh\n");
  // Naming the compiler keeps Debian's, which this machine may have, out of the search.
  const env = { PATH: path.join(root, "bin"), SILCROW_SANDBOX_RUSTC: rustc };
  const rustlib = path.join(sysroot, "lib", "rustlib");
  const give = {
    sources: () => write(path.join(rustlib, "src", "rust", "library", "std", "Cargo.toml")),
    libc: () => write(path.join(rustlib, "wasm32-wasip1", "lib", "self-contained", "libc.a")),
    linker: () => write(path.join(rustlib, "fake-unknown-linux-gnu", "bin", "rust-lld"), "#!/bin/sh\n"),
  };
  return { root, native, rustlib, give, surroundings: { cwd: root, env } };
}

describe("search", () => {
  test("a complete toolchain is ready", async () => {
    const { native, rustlib, give, surroundings } = await rustupMachine();
    await Promise.all([give.sources(), give.libc(), give.linker()]);
    expect(await findSandboxToolchain(native, surroundings)).toEqual({
      kind: "ready",
      parts: expect.objectContaining({
        origin: "environment",
        cargo: "/cargo",
        library: path.join(rustlib, "src", "rust", "library"),
        vendored: false,
        linker: path.join(rustlib, "fake-unknown-linux-gnu", "bin", "rust-lld"),
      }),
    });
  });

  test("sources with their dependencies are recognised, whether or not folders carry versions", async () => {
    const { native, rustlib, give, surroundings } = await rustupMachine();
    await Promise.all([give.sources(), give.libc(), give.linker()]);
    await write(path.join(rustlib, "src", "rust", "library", "vendor", "libc-0.2.183", "Cargo.toml"));
    expect(await findSandboxToolchain(native, surroundings)).toMatchObject({ parts: { vendored: true } });
  });

  test("what is missing is named, with the commands that bring it", async () => {
    const { native, surroundings } = await rustupMachine();
    const search = await findSandboxToolchain(native, surroundings);
    if (search.kind !== "missing") throw new Error("nothing is missing");
    const [way] = search.ways;
    expect(search.ways).toHaveLength(1);
    // A libc of the system may stand in for rustup's.
    expect(way?.missing.map(({ part, code }) => `${part} ${code}`)).toEqual(expect.arrayContaining(["sources SC0103", "linker SC0105"]));
    expect(way?.commands).toContain("rustup component add rust-src --toolchain stable-fake");
  });

  test("a compiler that is not there is reported, not replaced by another", async () => {
    const { native, root } = await rustupMachine();
    const search = await findSandboxToolchain(native, { cwd: root, env: { PATH: root, SILCROW_SANDBOX_RUSTC: "/nowhere/rustc" } });
    expect(search).toMatchObject({ kind: "missing", ways: [{ origin: "environment", rustc: undefined, missing: [{ part: "rustc", code: "SC0101" }] }] });
  });
});

describe("installation", () => {
  const progress = { step: () => {} };

  function installer(machine: Awaited<ReturnType<typeof rustupMachine>>, run: Installer["run"]): Installer {
    return { ...machine.surroundings, run, mayUseApt: async () => false };
  }

  test("rustup brings what is missing", async () => {
    const machine = await rustupMachine();
    await Promise.all([machine.give.libc(), machine.give.linker()]);
    const commands: string[] = [];
    const parts = await installSandboxToolchain(
      machine.native,
      progress,
      installer(machine, async (file, args) => {
        commands.push([file, ...args].join(" "));
        await machine.give.sources();
        return { status: 0, stdout: "", stderr: "", failure: undefined };
      }),
    );
    expect(commands).toEqual(["rustup component add rust-src --toolchain stable-fake"]);
    expect(parts.rustc).toBe(machine.native.rustc);
  });

  test("when it cannot, the error says what failed and what to run", async () => {
    const machine = await rustupMachine();
    await Promise.all([machine.give.libc(), machine.give.linker()]);
    const failing = installer(machine, async () => ({ status: 1, stdout: "", stderr: "error: no network\n", failure: undefined }));
    await expect(installSandboxToolchain(machine.native, progress, failing)).rejects.toMatchObject({
      code: "SC0103",
      notes: expect.arrayContaining([expect.stringContaining("no network")]),
      help: "run `rustup component add rust-src --toolchain stable-fake`, then `silcrow setup`",
    });
  });

  test("nothing is run when nothing is missing", async () => {
    const machine = await rustupMachine();
    await Promise.all([machine.give.sources(), machine.give.libc(), machine.give.linker()]);
    const refusing = installer(machine, () => Promise.reject(new Error("a command was run")));
    expect((await installSandboxToolchain(machine.native, progress, refusing)).origin).toBe("environment");
  });
});
