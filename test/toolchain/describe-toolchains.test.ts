import path from "node:path";
import { expect, test } from "vitest";
import { describeToolchains } from "#toolchain";
import { fakeRustc, temporaryFolder, write } from "./temporary-folder.ts";

test("what is found has a path and a version, what is missing a code and commands", async () => {
  const root = await temporaryFolder();
  const sysroot = path.join(root, "toolchains", "stable-fake");
  const rustc = await write(path.join(sysroot, "bin", "rustc"), fakeRustc("1.90.0", sysroot));
  await write(path.join(sysroot, "bin", "cargo"), "#!/bin/sh\necho cargo 1.90.0\n");
  const env = { PATH: path.join(sysroot, "bin"), SILCROW_SANDBOX_RUSTC: rustc, SILCROW_CACHE_HOME: path.join(root, "cache") };
  const parts = await describeToolchains({ cwd: root, env });
  const part = (name: string) => parts.find((one) => one.part === name);
  expect(part("rustc")).toMatchObject({ status: "found", path: rustc, version: "rustc 1.90.0 (abc 2026-01-01)" });
  expect(part("cargo")).toMatchObject({ status: "found", version: "cargo 1.90.0" });
  expect(part("rustdoc")).toMatchObject({ status: "missing" });
  expect(part("sandbox: standard library sources")).toMatchObject({
    status: "missing",
    code: "SC0103",
    advice: expect.arrayContaining(["rustup component add rust-src --toolchain stable-fake"]),
  });
  expect(part("user cache")).toMatchObject({ status: "found", path: path.join(root, "cache"), version: "not made yet" });
});

test("without a compiler there is one line that says so", async () => {
  const root = await temporaryFolder();
  const parts = await describeToolchains({ cwd: root, env: { PATH: root, SILCROW_CACHE_HOME: root } });
  expect(parts.map(({ part, status, code }) => `${part} ${status} ${code}`)).toEqual(["rustc missing SC0101", "bubblewrap optional undefined", "user cache found undefined"]);
});
