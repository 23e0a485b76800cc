import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unitGraph } from "#cargo";
import { findNativeToolchain, type NativeToolchain } from "#toolchain";

let folder: string;
let toolchain: NativeToolchain;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "silcrow-graph-")));
  mkdirSync(path.join(folder, "app/src"), { recursive: true });
  writeFileSync(path.join(folder, "app/Cargo.toml"), '[package]\nname = "app"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n');
  writeFileSync(path.join(folder, "app/src/main.rs"), "fn main() {}\n");
  toolchain = await findNativeToolchain({ cwd: folder, env: process.env });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a rustc that failed once is asked again", async () => {
  const [rustc, broken] = [path.join(folder, "moody-rustc"), path.join(folder, "broken")];
  writeFileSync(rustc, `#!/bin/sh\n[ -e '${broken}' ] && exit 1\nexec '${toolchain.rustc}' "$@"\n`);
  chmodSync(rustc, 0o755);
  writeFileSync(broken, "");
  const ask = () => unitGraph({ cargo: toolchain.cargo, rustc, command: "build", args: [], cwd: path.join(folder, "app"), env: process.env, targetDirectory: path.join(folder, "moody") });
  await expect(ask()).rejects.toMatchObject({ code: "SC0401" });
  rmSync(broken);
  expect((await ask()).units).toHaveLength(1);
});

test("rustc is asked for its properties once, past the user's wrappers, and not by a later build from nothing", async () => {
  const calls = path.join(folder, "calls");
  const script = (name: string, body: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const rustc = script("rustc", `echo rustc >> '${calls}'\nexec '${toolchain.rustc}' "$@"`);
  const wrapper = script("wrapper", `echo wrapper >> '${calls}'\nexec "$@"`);
  writeFileSync(calls, "");
  const ask = async (): Promise<string> => {
    const before = readFileSync(calls, "utf8").length;
    const env = { ...process.env, RUSTC_WRAPPER: wrapper, RUSTC_WORKSPACE_WRAPPER: wrapper };
    const graph = await unitGraph({ cargo: toolchain.cargo, rustc, command: "build", args: [], cwd: path.join(folder, "app"), env, targetDirectory: path.join(folder, "notes/of/rustc") });
    expect(graph.units.map(({ target }) => target.name)).toEqual(["app"]);
    return readFileSync(calls, "utf8").slice(before);
  };
  expect(await ask()).toMatch(/^(?:rustc\n)+$/);
  expect(await ask()).toBe("");
});
