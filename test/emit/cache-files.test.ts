import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MacroCrateRecord } from "#format";
import { emitCommand } from "../../src/emit/emit-command.ts";
import { withEmitLock } from "../../src/emit/emit-lock.ts";
import { ModuleCache } from "../../src/emit/modules/module-cache.ts";
import { recordMacros } from "../../src/emit/record-macros.ts";
import { removeTemporaries, removeUnused } from "../../src/emit/remove-unused.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "silcrow-files-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const put = (name: string, text = ""): string => {
  const path = join(directory, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const files = () => readdirSync(directory, { recursive: true }).map(String).sort();

describe("emitCommand", () => {
  test.each([
    [[], "check", ["--workspace", "--all-targets"], true, false],
    [["--workspace", "--all-targets"], "check", ["--workspace", "--all-targets"], true, false],
    [["--workspace", "--all-targets", "--all-features"], "check", ["--workspace", "--all-targets", "--all-features"], true, false],
    [["check", "--workspace", "--all-targets"], "check", ["--workspace", "--all-targets"], true, true],
    [["build", "--all", "--all-targets"], "build", ["--all", "--all-targets"], true, true],
    [["b", "--release"], "build", ["--release"], false, true],
    [["-p", "x"], "check", ["-p", "x"], false, false],
    [["--workspace", "--all-targets", "--exclude=x"], "check", ["--workspace", "--all-targets", "--exclude=x"], false, false],
    [["--workspace", "--all-targets", "-px"], "check", ["--workspace", "--all-targets", "-px"], false, false],
    [["test", "--workspace", "--all-targets"], "test", ["--workspace", "--all-targets"], false, true],
  ] as const)("%j", (given, command, args, isComplete, isNamed) => {
    expect(emitCommand(given)).toEqual({ command, args, isComplete, isNamed });
  });
});

describe("removing", () => {
  test("unused entries and empty folders go, everything else stays", async () => {
    const used = put("a/b/x.rsm");
    put("a/c/y.rsm");
    put("a/README.md");
    put("macros.json");
    mkdirSync(join(directory, "outside"));
    const outside = put("outside/z.rsm");
    const cache = join(directory, "a");
    symlinkSync(join(directory, "outside"), join(cache, "link"));
    expect(await removeUnused(cache, new Set([used]))).toBe(1);
    expect(existsSync(outside)).toBe(true);
    expect(files()).toEqual(["a", "a/README.md", "a/b", "a/b/x.rsm", "a/link", "a/link/z.rsm", "macros.json", "outside", "outside/z.rsm"]);
  });

  test("an exempt crate keeps its entries", async () => {
    put("demo/x.rsm");
    put("demo_doctests/y.rsm");
    expect(await removeUnused(directory, new Set(), (name) => name === "demo_doctests")).toBe(1);
    expect(files()).toEqual(["demo_doctests", "demo_doctests/y.rsm"]);
  });

  test("a cache that is not there has nothing to remove", async () => {
    expect(await removeUnused(join(directory, "none"), new Set())).toBe(0);
  });

  test("temporary files of a killed emit go", async () => {
    const old = put("a/x.rsm.123");
    put("macros.json.77");
    put("a/x.rsm");
    put("a/x.rsm.orig");
    utimesSync(old, 1, 1);
    await removeTemporaries(directory, 2000);
    expect(files()).toEqual(["a", "a/x.rsm", "a/x.rsm.orig", "macros.json.77"]);
  });
});

describe("withEmitLock", () => {
  const lock = () => join(directory, "state/lock");
  const options = { patience: 5000, onWait: () => {} };

  test("one at a time, and nothing is left", async () => {
    let running = 0;
    let waited = 0;
    const work = async (): Promise<void> => {
      running += 1;
      expect(running).toBe(1);
      await sleep(30);
      running -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withEmitLock(lock(), { ...options, onWait: () => (waited += 1) }, work)));
    expect(waited).toBe(2);
    expect(existsSync(lock())).toBe(false);
  });

  test("a failure releases it", async () => {
    await expect(withEmitLock(lock(), options, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(lock())).toBe(false);
  });

  test("the lock of a dead process is taken over, that of a living one is waited for", async () => {
    put("state/lock", `4194304 ${hostname()} x\n`);
    expect(await withEmitLock(lock(), options, async () => 7)).toBe(7);
    put("state/lock", `${process.pid} ${hostname()} x\n`);
    await expect(withEmitLock(lock(), { ...options, patience: 150 }, async () => 7)).rejects.toMatchObject({ code: "SC0403" });
    put("state/lock", "4194304 another-machine x\n");
    await expect(withEmitLock(lock(), { ...options, patience: 150 }, async () => 7)).rejects.toMatchObject({ code: "SC0403" });
  });
});

describe("ModuleCache", () => {
  const identity = { item: "m_0123456789ab", macroHash: "sha256:1", sandboxId: "s", rustcVersion: "rustc 1", extension: ".wasm", settings: [] };

  test("keeps modules by all that they depend on", async () => {
    const cache = new ModuleCache(directory);
    expect(await cache.find(identity)).toBeUndefined();
    const path = await cache.add(identity, put("built.wasm", "module"));
    expect(readFileSync(path, "utf8")).toBe("module");
    expect(await cache.find(identity)).toBe(path);
    for (const key of ["item", "macroHash", "sandboxId", "rustcVersion"] as const) {
      expect(await cache.find({ ...identity, [key]: "other" })).toBeUndefined();
    }
    expect(await cache.find({ ...identity, extension: ".wasm", settings: ["opt"] })).toBeUndefined();
    expect(readdirSync(join(directory, "modules"))).toHaveLength(1);
  });

  test("modules that nobody has used for months go", async () => {
    const cache = new ModuleCache(directory);
    const old = await cache.add(identity, put("built.wasm"));
    utimesSync(old, 1, 1);
    const used = await cache.add({ ...identity, item: "n_0123456789ab" }, put("built.wasm"));
    expect(existsSync(old)).toBe(false);
    utimesSync(used, 1, 1);
    await cache.find({ ...identity, item: "n_0123456789ab" });
    await cache.add(identity, put("built.wasm"));
    expect(existsSync(used)).toBe(true);
  });

  test("a folder that cannot be written is SC0108", async () => {
    const file = put("file");
    await expect(new ModuleCache(file).add(identity, file)).rejects.toMatchObject({ code: "SC0108" });
  });
});

describe("recordMacros", () => {
  const record = (name: string, version = "1.0.0"): MacroCrateRecord => ({
    package: name,
    version,
    source: null,
    checksum: null,
    edition: "2021",
    crate_name: name,
    macro_item: `${name}_0123456789ab`,
    macro_hash: `sha256:${"0".repeat(64)}`,
    features: [],
    root_length: 1,
    dependencies: [],
    macros: [{ name: "m", kind: "function" }],
    sandbox: { kind: "wasm", abi: 1 },
    capabilities: {},
  });
  const names = () => [...readFileSync(join(directory, "macros.json"), "utf8").matchAll(/"package": "(\w+)",\n *"version": "([\d.]+)"/g)].map(([, name, version]) => `${name} ${version}`);

  test("crates are merged, in a stable order", async () => {
    await recordMacros(directory, [record("b"), record("a")], true);
    await recordMacros(directory, [record("c"), record("a", "1.1.0")], true);
    expect(names()).toEqual(["a 1.1.0", "b 1.0.0", "c 1.0.0"]);
    await recordMacros(directory, [record("c")], false);
    expect(names()).toEqual(["c 1.0.0"]);
  });

  test("the file is written only when it changes, and not for nothing", async () => {
    await recordMacros(directory, [], true);
    expect(files()).toEqual([]);
    await recordMacros(directory, [record("a")], true);
    utimesSync(join(directory, "macros.json"), 1, 1);
    await recordMacros(directory, [record("a")], false);
    expect(statSync(join(directory, "macros.json")).mtimeMs).toBe(1000);
  });

  test("a damaged file is written anew, a newer one is not touched", async () => {
    put("macros.json", "{");
    await recordMacros(directory, [record("a")], true);
    expect(names()).toEqual(["a 1.0.0"]);
    put("macros.json", '{"silcrow_macros_version": 2}');
    await expect(recordMacros(directory, [record("a")], true)).rejects.toMatchObject({ code: "SC0205" });
  });
});
