import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findWorkspace } from "#cargo";
import { findNativeToolchain } from "#toolchain";

const root = await realpath(await mkdtemp(path.join(os.tmpdir(), "silcrow-workspace-")));
const { cargo } = await findNativeToolchain({ cwd: root, env: process.env });
const project = path.join(root, "outer", "project");
const home = path.join(root, "home");

beforeAll(async () => {
  for (const folder of [path.join(project, "src"), home]) await mkdir(folder, { recursive: true });
  await writeFile(path.join(project, "Cargo.toml"), '[package]\nname = "p"\nversion = "0.1.0"\nedition = "2024"\n');
  await writeFile(path.join(project, "src/lib.rs"), "");
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("the user's own wrapper", () => {
  const find = async (args: readonly string[] = [], variables: Record<string, string> = {}, cwd = project) => {
    const { RUSTC_WRAPPER: _, ...env } = process.env;
    return (await findWorkspace({ cargo, args, cwd, env: { ...env, CARGO_HOME: home, ...variables } })).wrapper;
  };
  const configured = async (file: string, wrapper: string) => {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `[build]\nrustc-wrapper = "${wrapper}"\n`);
  };

  test("is none without configuration", async () => {
    expect(await find()).toBeUndefined();
  });

  test("is found wherever cargo finds it", async () => {
    expect(await find([], { RUSTC_WRAPPER: "variable" })).toBe("variable");
    expect(await find([], { CARGO_BUILD_RUSTC_WRAPPER: "cargos-variable" })).toBe("cargos-variable");
    expect(await find(["--config", "build.rustc-wrapper='argument'"])).toBe("argument");
    expect(await find(["--config=build.rustc-wrapper='argument'"])).toBe("argument");
    await configured(path.join(home, "config.toml"), "home");
    expect(await find()).toBe("home");
    await configured(path.join(root, "outer/.cargo/config"), "outer");
    expect(await find([], {}, path.join(project, "src"))).toBe("outer");
    await configured(path.join(project, ".cargo/config.toml"), "project");
    expect(await find()).toBe("project");
    expect(await find([], { RUSTC_WRAPPER: "" })).toBeUndefined();
  });
});
