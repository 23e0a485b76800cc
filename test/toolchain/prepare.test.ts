import { execFile } from "node:child_process";
import { chmod, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { readDeclarations } from "#sandbox";
import { findNativeToolchain, findSandboxToolchain, macroCompilation, prepareNative, prepareSandbox } from "#toolchain";
import { temporaryFolder, write } from "./temporary-folder.ts";

// These use this machine's real toolchains and the user's real cache: the first run builds, later ones do not.
const surroundings = { cwd: process.cwd(), env: process.env };
const quiet = { step: () => {} };
const run = promisify(execFile);

test("the parts for the user's own compiler are built once, and run", async () => {
  const toolchain = await findNativeToolchain(surroundings);
  const parts = await prepareNative(toolchain, quiet);
  expect(await run(parts.noop)).toEqual({ stdout: "", stderr: "" });
  const steps: string[] = [];
  expect(await prepareNative(toolchain, { step: (text) => steps.push(text) })).toEqual(parts);
  expect(steps).toEqual([]);

  const folder = await temporaryFolder();
  const user = await write(path.join(folder, "user.rs"), "extern crate silcrow_shim;\n");
  await run(toolchain.rustc, [user, "--crate-type", "rlib", "--edition", "2021", "--extern", `silcrow_shim=${parts.shimLibrary}`, "--out-dir", folder]);
});

test("where one part does not compile, that is said, and nothing is left behind by those that take longer", async () => {
  const folder = await temporaryFolder();
  const script = `#!/bin/sh\ncase "$*" in *silcrow_noop*) echo broken >&2; exit 1;; esac\nsleep 0.5\nwhile [ "$1" != -o ]; do shift; done\necho late > "$2"\n`;
  const rustc = await write(path.join(folder, "rustc"), script);
  await chmod(rustc, 0o755);
  const toolchain = { ...(await findNativeToolchain(surroundings)), rustc };
  const env = { ...process.env, SILCROW_CACHE_HOME: path.join(folder, "cache") };
  await expect(prepareNative(toolchain, quiet, env)).rejects.toMatchObject({ code: "SC0107", notes: expect.arrayContaining(["broken"]) });
  expect(await readdir(path.join(folder, "cache/native"))).toEqual([]);
});

test("a macro crate that uses macros itself compiles: the compiler loads them from the machine's libraries", async () => {
  const search = await findSandboxToolchain(await findNativeToolchain(surroundings), surroundings);
  if (search.kind === "missing") throw new Error(JSON.stringify(search.ways));
  const toolchain = await prepareSandbox(search.parts, quiet);
  const folder = await temporaryFolder();
  const env = { ...process.env, ...toolchain.environment };

  const native = await write(
    path.join(folder, "native.rs"),
    `extern crate proc_macro;
     #[proc_macro] pub fn seven(_: proc_macro::TokenStream) -> proc_macro::TokenStream { "7".parse().unwrap() }`,
  );
  const library = path.join(folder, "libnative.so");
  await run(toolchain.rustc, [native, "--crate-type", "proc-macro", "-o", library]);

  const helper = await write(path.join(folder, "helper.rs"), "pub fn stream() -> proc_macro::TokenStream { proc_macro::TokenStream::new() }\nextern crate proc_macro;\n");
  const helperLibrary = path.join(folder, "libhelper.rlib");
  await run(toolchain.rustc, macroCompilation(toolchain, { kind: "rlib", root: helper, crateName: "helper", edition: "2021", output: helperLibrary }), { env });

  const user = await write(
    path.join(folder, "user.rs"),
    `use proc_macro::TokenStream;
     #[proc_macro] pub fn eight(_: TokenStream) -> TokenStream { assert!(native::seven!() == 7); helper::stream() }`,
  );
  const module = path.join(folder, "user.wasm");
  const args = macroCompilation(toolchain, {
    kind: "module",
    root: user,
    crateName: "user",
    edition: "2021",
    output: module,
    externs: [["native", library], ["helper", helperLibrary]],
  });
  // cargo passes this for every macro crate; it must find our proc_macro.
  await run(toolchain.rustc, [...args, "--extern", "proc_macro"], { env });
  expect(await readDeclarations(module)).toMatchObject([{ kind: "function", name: "eight" }]);
  expect((await stat(module)).size).toBeLessThan(1_000_000);
});
