import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reviewProject } from "../review/review-project.ts";

const root = path.join(import.meta.dirname, "../..");
const bin = path.join(root, "bin/silcrow.js");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-bin-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, args: readonly string[], nodeArgs: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeArgs, script, ...args], { encoding: "utf8", cwd: folder });
  return { status, stdout, stderr };
}

test("the version is that of package.json", () => {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
  for (const flag of ["--version", "-V"]) {
    expect(run(bin, [flag])).toEqual({ status: 0, stdout: `silcrow ${version}\n`, stderr: "" });
  }
});

/** Files and parts of Node that a command line loads, in their order. */
function loadedBy(args: readonly string[], cwd = folder): string[] {
  const trace = path.join(folder, "trace.mjs");
  writeFileSync(
    trace,
    `import { registerHooks } from "node:module";
     registerHooks({ load(url, context, next) { console.error("load " + url); return next(url, context); } });`,
  );
  const { stderr } = spawnSync(process.execPath, ["--import", trace, bin, ...args], { encoding: "utf8", cwd });
  return [...stderr.matchAll(/^load (.*)$/gm)].map(([, url = ""]) => path.basename(url));
}

test("the version loads nothing else", () => expect(loadedBy(["--version"])).toEqual(["silcrow.js"]));

test("to show an entry, a few files are loaded, and nothing that starts programs", () => {
  const project = reviewProject([{ macro: "Describe", item: "Crab", invocation: "struct Crab;", expansion: "impl Describe for Crab {}" }]);
  try {
    const loaded = loadedBy(["show", "Crab"], project.root);
    expect(loaded).toContain("main.cjs");
    expect(loaded).toContain("node:crypto");
    expect(loaded).not.toContain("node:child_process");
    expect(loaded.filter((name) => name.endsWith("js")).length).toBeLessThan(10);
  } finally {
    project.remove();
  }
});

test("an old Node is told what is needed, in one line", () => {
  const old = path.join(folder, "old.cjs");
  writeFileSync(old, 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.11.1" } });');
  for (const args of [["--version"], ["emit"]]) {
    const { status, stdout, stderr } = run(bin, args, ["--require", old]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^silcrow needs Node 22 or later; this is Node 20\.11\.1 [^\n]*\n$/);
  }
});

test("the file is written in syntax that an old Node can read", () => {
  const code = readFileSync(bin, "utf8").replace(/\/\/.*$/gm, "").replace(/"[^"]*"/g, '""');
  expect(code).not.toMatch(/\b(const|let|class|async|await|import\.meta)\b|=>|`|\?\?|\?\.|^import\s/m);
});

test("a clone that is not built says how to build it", () => {
  const clone = path.join(folder, "clone");
  mkdirSync(clone);
  cpSync(path.join(root, "bin"), path.join(clone, "bin"), { recursive: true });
  cpSync(path.join(root, "package.json"), path.join(clone, "package.json"));
  const { status, stdout, stderr } = run(path.join(clone, "bin/silcrow.js"), ["emit"]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^silcrow is not built yet: run `npm run build`[^\n]*\n$/);
});

test("`cargo silcrow` is the same program", () => {
  const link = path.join(folder, "cargo-silcrow");
  symlinkSync(bin, link);
  expect(run(link, ["silcrow", "--help"])).toEqual(run(bin, ["--help"]));
  expect(run(link, ["silcrow", "--version"]).stdout).toMatch(/^silcrow \d/);
  // Only cargo adds the word; silcrow itself has no such command.
  expect(run(bin, ["silcrow", "--help"]).status).toBe(0);
  expect(run(bin, ["silcrow", "doctor"])).toMatchObject({ status: 2, stderr: expect.stringContaining("SC0501") });
});

test("exit codes reach the shell", () => {
  expect(run(bin, ["explain", "SC0201"]).status).toBe(0);
  expect(run(bin, ["bild"]).status).toBe(2);
});

test("a reader that goes away is no error", () => {
  const script = `"${process.execPath}" "${bin}" help emit | true; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
});

test("a command that waits for something that never comes is an error, not a success", () => {
  const forgetful = path.join(folder, "forgetful.cjs");
  writeFileSync(forgetful, 'require("node:fs/promises").access = () => new Promise(() => {});');
  const { status, stdout, stderr } = run(bin, ["doctor"], ["--require", forgetful]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^error\[SC0900\]: silcrow has stopped in the middle of its work$/m);
});

test("in a folder that is gone, that is said", () => {
  const gone = path.join(folder, "gone");
  mkdirSync(gone);
  const script = `cd "${gone}" && rmdir "${gone}" && "${process.execPath}" "${bin}" list`;
  const { status, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^error\[SC0501\]: the working directory does not exist any more$/m);
});
