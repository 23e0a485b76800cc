import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadSettings } from "#config";

let project: string;
beforeEach(() => {
  project = realpathSync(mkdtempSync(path.join(os.tmpdir(), "silcrow-config-")));
  write("Cargo.toml", "[workspace]\n");
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

describe("where settings come from", () => {
  test("nowhere, usually", async () => {
    expect(await loadSettings(project)).toEqual({ settings: {}, file: undefined, policies: [] });
  });

  test.each([
    ["silcrow.config.json", '{"$schema": "x", "jobs": 3}'],
    ["silcrow.config.yaml", "jobs: 3 # macros"],
    ["silcrow.config.yml", "jobs: 3"],
    [".silcrowrc", "jobs: 3"],
    [".silcrowrc", '{"jobs": 3}'],
    [".silcrowrc.json", '{"jobs": 3}'],
    [".silcrowrc.yaml", "jobs: 3\n"],
    [".silcrowrc.yml", "jobs: 3\n"],
    ["package.json", '{"name": "x", "silcrow": {"jobs": 3}}'],
  ])("%s", async (file, content) => {
    write(file, content);
    expect(await loadSettings(project)).toEqual({ settings: { jobs: 3 }, file: path.join(project, file), policies: [] });
  });

  test("a folder further up in the project, the nearest as a whole", async () => {
    write("silcrow.config.json", '{"jobs": 3, "cacheDir": "cache"}');
    write("member/Cargo.toml", "");
    expect((await loadSettings(path.join(project, "member"))).settings).toEqual({ jobs: 3, cacheDir: path.join(project, "cache") });
    write("member/.silcrowrc.json", '{"jobs": 4}');
    expect((await loadSettings(path.join(project, "member"))).settings).toEqual({ jobs: 4 });
  });

  test("but policies of all of them hold", async () => {
    write("silcrow.config.json", '{"policy": {"sandbox": "wasm"}}');
    write("member/.silcrowrc.json", '{"policy": {"exemptWorkspace": true}}');
    expect((await loadSettings(path.join(project, "member"))).policies).toEqual([
      { policy: { exemptWorkspace: true }, file: path.join(project, "member/.silcrowrc.json") },
      { policy: { sandbox: "wasm" }, file: path.join(project, "silcrow.config.json") },
    ]);
  });

  test("not from beyond the project or its repository", async () => {
    write("silcrow.config.json", '{"jobs": 3}');
    write("nested/.git/HEAD", "");
    write("nested/Cargo.toml", "");
    expect((await loadSettings(path.join(project, "nested"))).file).toBeUndefined();
    const bare = mkdtempSync(path.join(project, "bare-"));
    rmSync(path.join(project, "Cargo.toml"));
    expect((await loadSettings(bare)).file).toBeUndefined();
  });

  test("not from a package.json that only mentions silcrow", async () => {
    write("package.json", '{"devDependencies": {"silcrow": "1"}}');
    expect((await loadSettings(project)).file).toBeUndefined();
  });
});

describe("what settings may say", () => {
  test("everything at once", async () => {
    write(
      "silcrow.config.json",
      '{"cacheDir": "../c", "deadlineSeconds": 0.5, "memoryLimit": "1.5 GiB", "jobs": 1, "emit": {"arguments": ["--all-targets"]}}',
    );
    expect((await loadSettings(project)).settings).toEqual({
      cacheDir: path.join(path.dirname(project), "c"),
      deadlineSeconds: 0.5,
      memoryLimit: 1.5 * 2 ** 30,
      jobs: 1,
      emit: { arguments: ["--all-targets"] },
    });
  });

  test.each([
    ['{"job": 1}', "unknown key `job`"],
    ['{"emit": {"args": []}}', "unknown key `emit.args`"],
    ['{"emit": []}', "`emit` must be an object, but is an array"],
    ['{"emit": {"arguments": "--all"}}', "`emit.arguments` must be an array of strings"],
    ['{"cacheDir": 1}', "`cacheDir` must be a path, but is 1"],
    ['{"deadlineSeconds": "5"}', "`deadlineSeconds` must be a number of seconds above 0"],
    ['{"deadlineSeconds": 0}', "`deadlineSeconds`"],
    ['{"memoryLimit": "much"}', "`memoryLimit` must be a size"],
    ['{"memoryLimit": 1000}', "`memoryLimit`"],
    ['{"jobs": 1.5}', "`jobs` must be a whole number"],
    ['{"__proto__": {}}', "unknown key `__proto__`"],
    ["[]", "must be an object"],
    ["", "is empty"],
    ['{"$import": "/etc/passwd"}', "`$import` is not supported"],
  ])("%s is refused", async (content, note) => {
    write("silcrow.config.json", content);
    await expect(loadSettings(project)).rejects.toMatchObject({
      code: "SC0502",
      message: expect.stringContaining(path.join(project, "silcrow.config.json")),
      notes: expect.arrayContaining([expect.stringContaining(note)]),
    });
  });

  test("all mistakes are told at once", async () => {
    write("silcrow.config.json", '{"a": 1, "b": 2, "jobs": 0}');
    await expect(loadSettings(project)).rejects.toMatchObject({ notes: { length: 3 } });
  });

  test.each([
    ["silcrow.config.json", "{"],
    ["package.json", '{"silcrow": {'],
    [".silcrowrc.yaml", "a: [\n"],
  ])("%s that does not parse is refused", async (file, content) => {
    write(file, content);
    await expect(loadSettings(project)).rejects.toMatchObject({ code: "SC0502", message: expect.stringContaining(project) });
  });

  test("an import in package.json is refused as well", async () => {
    write("package.json", '{"silcrow": {"$import": "./evil.cjs"}}');
    await expect(loadSettings(project)).rejects.toMatchObject({ code: "SC0502" });
  });
});

describe("no code of the project is run", () => {
  const code = (mark: string) => `require("node:fs").writeFileSync(${JSON.stringify(mark)}, ""); module.exports = {};\n`;
  const moduleCode = (mark: string) => `import fs from "node:fs"; fs.writeFileSync(${JSON.stringify(mark)}, ""); export default {};\n`;

  // In a process of its own, in the hostile folder: the attacks work by the current folder.
  function loadThere(): { stdout: string; stderr: string } {
    const index = pathToFileURL(path.join(import.meta.dirname, "../../src/config/index.ts")).href;
    const script = `
      const { loadSettings } = await import(${JSON.stringify(index)});
      try { console.log(JSON.stringify(await loadSettings(process.cwd()))); }
      catch (error) { console.log(error.code, error.message); }`;
    return spawnSync(process.execPath, ["--conditions=silcrow-src", "--input-type=module", "-e", script], { cwd: project, encoding: "utf8" });
  }

  test.each(["js", "cjs", "mjs", "ts"])("a configuration in .%s is refused", (extension) => {
    for (const name of [`silcrow.config.${extension}`, `.silcrowrc.${extension}`]) {
      const mark = path.join(project, "mark");
      write(name, extension === "cjs" || extension === "js" ? code(mark) : moduleCode(mark));
      write("silcrow.config.json", '{"jobs": 3}');
      const { stdout } = loadThere();
      expect(stdout).toContain(`SC0503 ${path.join(project, name)}`);
      expect(existsSync(mark)).toBe(false);
      rmSync(path.join(project, name));
    }
  });

  test("the library's own configuration as code is not loaded", () => {
    const mark = path.join(project, "mark");
    for (const extension of ["cjs", "js", "ts", "mjs"]) {
      write(`.config/config.${extension}`, extension === "mjs" || extension === "ts" ? moduleCode(mark) : code(mark));
    }
    write("silcrow.config.json", '{"jobs": 3}');
    const { stdout, stderr } = loadThere();
    expect(stdout, stderr).toContain('{"jobs":3}');
    expect(existsSync(mark)).toBe(false);
  });

  test.each([".config/config.json", "package.json"])("%s cannot add a search place that is code", (file) => {
    const mark = path.join(project, "mark");
    write("evil.cjs", code(mark));
    const meta = { searchPlaces: ["evil.cjs"], mergeSearchPlaces: true };
    write(file, JSON.stringify({ cosmiconfig: meta }));
    write(".silcrowrc.json", '{"jobs": 3}');
    const { stdout, stderr } = loadThere();
    expect(stdout, stderr).toContain('{"jobs":3}');
    expect(existsSync(mark)).toBe(false);
  });

  test("the attacks work against the bare library, so that these tests mean something", () => {
    const mark = path.join(project, "mark");
    write(".config/config.cjs", code(mark));
    const script = `import { cosmiconfig } from ${JSON.stringify(import.meta.resolve("cosmiconfig"))}; cosmiconfig("silcrow");`;
    spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: project });
    expect(existsSync(mark)).toBe(true);
  });
});

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
  writeFileSync(path.join(project, file), content);
}
