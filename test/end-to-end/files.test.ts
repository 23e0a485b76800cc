import { readFileSync, renameSync, rmSync, utimesSync } from "node:fs";
import os from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseEntry, printEntry } from "#format";
import { fetchCrates, type Project, projectFrom, succeed } from "./project.ts";

let project: Project;
let expected: string;

beforeAll(() => {
  project = projectFrom("files");
  fetchCrates(project);
  expected = succeed(project.cargo("run", "--quiet", "--locked")).stdout;
}, 600_000);
afterAll(() => project.dispose());

/** The same entry, with its expansion on lines of its own making. */
function inAnotherLayout(text: string): string {
  const parsed = parseEntry(text);
  if (parsed.kind !== "entry") throw new Error(parsed.kind);
  return printEntry({ ...parsed.entry, expansion: parsed.entry.expansion.replace("\n", "\n\n") });
}

describe("macros that read files", { timeout: 600_000 }, () => {
  test("without a grant it is an error that has the line to add", () => {
    project.edit("silcrow.config.json", '["templates"]', "[]");
    const denied = project.silcrow("emit", "--", "-p", "app", "--bins");
    expect(denied.exitCode).toBe(1);
    expect(denied.stderr).toContain("error[SC0304]: the derive `Template` of askama_macros 0.16.1 asked for something that the sandbox does not give");
    expect(denied.stderr).toContain(`it asked for file ${project.path("app/templates/hello.html")}`);
    expect(denied.stderr).toContain('"capabilities":{"askama_macros":{"read":["templates/hello.html"]}}');
    project.edit("silcrow.config.json", "[]", '["templates"]');
  });

  test("with grants everything is expanded, and entries have no path of this machine", () => {
    succeed(project.silcrow("emit"));
    const entries = project.files("macro-cache");
    expect(entries.filter((file) => project.read(file).includes("virtual_paths")).length).toBeGreaterThanOrEqual(4);
    for (const file of entries) expect(project.read(file), file).not.toContain(project.folder);
    expect(project.read(project.entry("Hello.Template"))).toContain('include_bytes!("/silcrow-workspace/app/templates/base.html")');
    expect(project.read("macro-cache/macros.json")).toContain('"capabilities": {"read": ["templates"]}');
  });

  test("the program is the same, to the byte", () => {
    expect(succeed(project.silcrow("run", "--quiet", "--locked")).stdout).toBe(expected);
    const [ordinary, replayed] = ["target/debug/app", "target/silcrow/replay/debug/app"].map((file) => readFileSync(project.path(file)));
    expect(ordinary?.equals(replayed ?? Buffer.of())).toBe(true);
    expect(succeed(project.silcrow("test", "--locked")).stdout).toContain("2 passed");
  });

  test.each([
    ["a changed file", () => project.edit("app/templates/base.html", "main", "body"), "the file `app/templates/base.html` (its content is another one now)"],
    ["a removed file", () => project.remove("app/templates/base.html"), "the file `app/templates/base.html` (it is gone)"],
    ["a new file in a folder", () => project.write("app/assets/three.txt", "3"), "the folder `app/assets` (files in it were added or removed)"],
    ["a file that was asked for", () => project.write("app/askama.toml", ""), "the file `app/askama.toml` (it was not there then and is now)"],
    ["a file above the package", () => project.edit("shared/text.txt", "shared", "other"), "the file `shared/text.txt` (its content is another one now)"],
  ])("%s makes entries stale", (_what, change, words) => {
    const before = ["app/templates/base.html", "shared/text.txt"].map((file) => [file, project.read(file)] as const);
    change();
    const stale = project.silcrow("build", "--locked");
    expect(stale.stderr).toContain("error[SC0209]");
    expect(stale.stderr).toContain(words);
    expect(stale.exitCode).toBe(101);
    for (const [file, text] of before) project.write(file, text);
    for (const file of ["app/assets/three.txt", "app/askama.toml"]) rmSync(project.path(file), { force: true });
    expect(succeed(project.silcrow("run", "--quiet", "--locked")).stdout).toBe(expected);
  });

  test("doctor says what macros ask for, are granted and have used", () => {
    const report = JSON.parse(project.silcrow("doctor", "--format", "json").stdout) as { macro_crates: { package: string }[] };
    const of = (name: string) => report.macro_crates.find((crate) => crate.package === name);
    expect(of("askama_macros")).toMatchObject({
      sandbox: "wasm",
      asked: null,
      granted: { read: ["templates"] },
      used: { env: [], read: expect.arrayContaining(["app/templates/base.html", "app/templates/hello.html"]) },
    });
    expect(of("places")).toMatchObject({ asked: { read: ["workspace:shared"], reason: "says where the shared files are", problem: null }, granted: {} });
    const text = project.silcrow("doctor").stdout;
    expect(text).toMatch(/^places 0\.1\.0 +wasm +read workspace:shared +- +-$/m);
    expect(text).toMatch(/^include_dir_macros [\d.]+ +wasm +- +read workspace:shared +read .*shared/m);
    expect(text).toContain('places: its author says "says where the shared files are"');
  });

  test("a policy stops grants beyond it at emit, at verify and in a build from the cache", () => {
    const configuration = project.read("silcrow.config.json");
    const cache = project.read("macro-cache/macros.json");
    const configured = JSON.parse(configuration) as { capabilities: object };
    const ceiling = { "askama_*": { read: ["templates"] }, include_dir_macros: { read: ["workspace:."] }, pest_derive: { read: ["grammar"] } };
    const set = (policy: object, capabilities: object = configured.capabilities) =>
      project.write("silcrow.config.json", JSON.stringify({ capabilities, policy }));
    set({ capabilities: ceiling });
    for (const args of [["emit"], ["verify"], ["build", "--locked"]]) {
      const refused = project.silcrow(...args);
      expect(refused.exitCode, refused.stdout + refused.stderr).toBe(2);
      expect(refused.stderr).toMatch(/^error\[SC0520\]: r(?:ust-embed-impl|stest_macros) [\d.]+ was granted more than the policy allows/m);
      expect(refused.stderr).toContain("to read assets");
      expect(refused.stderr).toContain(project.path("silcrow.config.json"));
      expect(refused.stderr).not.toMatch(/askama_macros|pest_derive|include_dir/);
    }
    expect(project.read("macro-cache/macros.json")).toBe(cache);
    // Nor is anything else done before, or under another folder's policy.
    const file = project.entry("Hello.Template");
    const entry = project.read(file);
    project.write(file, inAnotherLayout(entry));
    for (const args of [["emit", "--relayout", "--", "--manifest-path", project.path("app/Cargo.toml")], ["check", `--manifest-path=${project.path("app/Cargo.toml")}`]]) {
      const refused = project.silcrowFrom(os.tmpdir(), ...args);
      expect(refused.exitCode, refused.stderr).toBe(2);
      expect(refused.stderr).toContain("error[SC0520]");
    }
    expect(project.read(file)).not.toBe(entry);
    project.write(file, entry);
    set({ sandbox: "wasm", capabilities: { ...ceiling, "r*": { read: ["assets"] } } });
    expect(succeed(project.silcrow("run", "--quiet", "--locked")).stdout).toBe(expected);
    // What the configuration grants now is no matter of a build: the cache says what was granted.
    set({ capabilities: { "*": { read: ["templates"] } } }, {});
    expect(project.silcrow("build", "--locked").stderr).toContain("error[SC0520]");
    project.write("silcrow.config.json", configuration);
  });

  test("a new time on a file changes nothing", () => {
    utimesSync(project.path("app/templates/base.html"), new Date(), new Date());
    expect(succeed(project.silcrow("run", "--quiet", "--locked")).stdout).toBe(expected);
  });

  test("emit expands again what has changed, and nothing else", () => {
    const cache = new Map(project.files("macro-cache").map((file) => [file, project.read(file)]));
    project.edit("app/templates/base.html", "<main>", "<main class='x'>");
    succeed(project.silcrow("emit"));
    const changed = project.files("macro-cache").filter((file) => cache.get(file) !== project.read(file));
    expect(changed).toEqual([expect.stringContaining("Hello.Template")]);
    expect(succeed(project.silcrow("run", "--quiet", "--locked")).stdout).toBe(expected.replace("<main>", "<main class='x'>"));
    project.edit("app/templates/base.html", "<main class='x'>", "<main>");
    succeed(project.silcrow("emit"));
    expect(new Map(project.files("macro-cache").map((file) => [file, project.read(file)]))).toEqual(cache);
  });

  test("in another folder it builds from the same entries", () => {
    const moved = project.copy();
    try {
      rmSync(moved.path("target"), { recursive: true });
      renameSync(moved.path("macro-cache"), moved.path("macro-cache.kept"));
      expect(moved.silcrow("build", "--locked").exitCode).not.toBe(0);
      renameSync(moved.path("macro-cache.kept"), moved.path("macro-cache"));
      const there = expected.replaceAll(project.folder, moved.folder);
      expect(there).not.toBe(expected);
      expect(succeed(moved.silcrow("run", "--quiet", "--locked")).stdout).toBe(there);
    } finally {
      moved.dispose();
    }
  });
});
