import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Project, projectFrom, succeed, withRightChecksum } from "./project.ts";

let emitted: Project;
let project: Project;

beforeAll(() => {
  emitted = projectFrom("quickstart", "quickstart-offline");
  succeed(emitted.silcrow("emit"));
  succeed(emitted.silcrow("build"));
});
afterAll(() => emitted.dispose());
beforeEach(() => {
  project = emitted.copy();
});
afterEach(() => project.dispose());

/** The whole first line of an error: what is wrong, and with which file or macro. */
function expectError(stderr: string, code: string, ...texts: readonly string[]): void {
  expect(stderr).toContain(`error[${code}]`);
  for (const text of texts) expect(stderr).toContain(text);
  // The true cause comes first; no follow-up errors of rustc's about the missing expansion.
  expect(stderr.match(/^error(\[\w+\])?:/gm)?.[0]).toBe(`error[${code}]:`);
  expect(stderr).not.toMatch(/error\[E\d{4}\]/);
  expect(stderr).not.toContain("SC0900");
}

function lineOf(text: string): number {
  return project.read("src/main.rs").split("\n").findIndex((line) => line.includes(text)) + 1;
}

describe("an entry", () => {
  test("that is missing is SC0201", () => {
    project.remove(project.entry("wstr"));
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(101);
    expectError(stderr, "SC0201", "wstr", `src/main.rs:${lineOf("wstr!(")}`, "silcrow emit");
  });

  test("for changed source is missing, and an emit brings it", () => {
    project.edit("src/main.rs", "Hello 🦀", "Hello 🐙");
    expectError(project.silcrow("build").stderr, "SC0201", "wstr");
    succeed(project.silcrow("emit"));
    expect(project.read(project.entry("wstr"))).toContain("🐙");
    expect(succeed(project.silcrow("run", "--quiet")).stdout).toContain("Hello 🐙");
  });

  test("that was edited is SC0204", () => {
    project.edit(project.entry("wstr"), "0x0048u16", "0x0049u16");
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(101);
    expectError(stderr, "SC0204", "wstr");
  });

  test.each([0, 1, 40, 400, -2])("that was cut off at %s is SC0203 or edited", (length) => {
    const entry = project.entry("FieldNames");
    project.write(entry, project.read(entry).slice(0, length));
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(101);
    expectError(stderr, length === -2 ? "SC0204" : "SC0203", "FieldNames");
  });

  test.each([
    ["whose metadata is not JSON", /^\{/, "{,"],
    ["with a conflict marker", /^/, "<<<<<<< HEAD\n"],
    ["with a section too many", /$/, "§§\nmore\n"],
    ["whose metadata is no object", /^\{[^]*?\n§§\n/, "[]\n§§\n"],
  ])("%s is SC0203", (_, from, to) => {
    project.edit(project.entry("wstr"), from, to);
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(101);
    expectError(stderr, "SC0203", "wstr");
  });

  test.each([
    ["whose expansion does not lex", ".as_slice()", ").as_slice()"],
    ["whose span map does not cover the expansion", ".as_slice()", ".as_slice() + 1"],
    ["without a key", /^ {2}"macro_hash".*\n/m, ""],
  ])("%s is SC0203, also with the right checksum", (_, from, to) => {
    const entry = project.entry("wstr");
    project.edit(entry, from, to);
    project.write(entry, withRightChecksum(project.read(entry)));
    expectError(project.silcrow("build").stderr, "SC0203", "wstr");
  });

  test("of a newer silcrow is SC0205, whatever else is in it", () => {
    project.edit(project.entry("wstr"), '"rust_macro_cache_version": 1', '"rust_macro_cache_version": 2');
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(101);
    expectError(stderr, "SC0205", "wstr");
  });

  test("for other targets is SC0206", () => {
    const entry = project.entry("wstr");
    project.edit(entry, '"targets": "*"', '"targets": ["wasm64-*"]');
    project.write(entry, withRightChecksum(project.read(entry)));
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(101);
    expectError(stderr, "SC0206", "wasm64-*");
  });

  test("for targets of which one fits is used", () => {
    const entry = project.entry("wstr");
    project.edit(entry, '"targets": "*"', '"targets": ["wasm64-*", "*-linux-*", "*-darwin", "*-windows-*"]');
    project.write(entry, withRightChecksum(project.read(entry)));
    succeed(project.silcrow("build"));
  });

  test("by another implementation of the macro is SC0202", () => {
    const entry = project.entry("wstr");
    project.edit(entry, /"macro_hash": "sha256:[0-9a-f]{64}"/, `"macro_hash": "sha256:${"0".repeat(64)}"`);
    project.write(entry, withRightChecksum(project.read(entry)));
    expectError(project.silcrow("build").stderr, "SC0202", "wstr");
  });

  test("with keys from the future is used", () => {
    const entry = project.entry("wstr");
    project.edit(entry, /^\{\n/, '{\n  "reviewed_by": ["a", {"b": null}],\n');
    project.write(entry, withRightChecksum(project.read(entry)));
    succeed(project.silcrow("build"));
  });

  test("is reported for each macro that lacks one, and at the right line", () => {
    project.remove(project.entry("FieldNames"));
    expectError(project.silcrow("check").stderr, "SC0201", "FieldNames", `src/main.rs:${lineOf("#[derive(FieldNames)]")}`);
  });
});

describe("macros.json", () => {
  test("that is missing is SC0210", () => {
    project.remove("macro-cache/macros.json");
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(1);
    expectError(stderr, "SC0210", "macros.json");
  });

  test.each(["", "{", "[]", "null", '{"rust_macro_cache_version": 1}'])("with the content %j is SC0210", (content) => {
    project.write("macro-cache/macros.json", content);
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(1);
    expectError(stderr, "SC0210", "macros.json");
  });

  test("knows the version of a macro crate: another one in Cargo.lock is SC0212", () => {
    project.edit("macros/wstr/Cargo.toml", 'version = "0.1.0"', 'version = "0.1.1"');
    project.edit("Cargo.lock", 'name = "wstr"\nversion = "0.1.0"', 'name = "wstr"\nversion = "0.1.1"');
    const { exitCode, stderr } = project.silcrow("build", "--locked");
    expect(exitCode).toBe(1);
    expectError(stderr, "SC0212", "wstr");
    succeed(project.silcrow("emit"));
    succeed(project.silcrow("build", "--locked"));
  });

  test("knows the source of a macro crate: a change is SC0212", () => {
    project.edit("macros/announce/src/lib.rs", "{{}}: {{}}", "{{}}! {{}}");
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(1);
    expectError(stderr, "SC0212", "announce");
    succeed(project.silcrow("emit"));
    expect(succeed(project.silcrow("run", "--quiet")).stdout).toContain("called! describe");
  });

  test("does not know a macro crate that was added: SC0211", () => {
    project.edit("macros/wstr/Cargo.toml", 'name = "wstr"', 'name = "wide"');
    project.edit("Cargo.toml", 'wstr = { path = "macros/wstr" }', 'wstr = { path = "macros/wstr", package = "wide" }');
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(1);
    expectError(stderr, "SC0211", "wide");
  });
});

describe("the cache directory", () => {
  test("that does not exist is SC0207", () => {
    project.remove("macro-cache");
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(2);
    expectError(stderr, "SC0207", project.path("macro-cache"));
    expect(project.silcrow("--macro-cache-dir", "elsewhere", "build").stderr).toContain(project.path("elsewhere"));
  });

  test("can be somewhere else, by option or configuration", () => {
    project.remove("macro-cache");
    succeed(project.silcrow("emit", "--macro-cache-dir", "elsewhere"));
    expect(project.files("macro-cache")).toEqual([]);
    succeed(project.silcrow("--macro-cache-dir", "elsewhere", "build"));
    project.write("silcrow.config.json", '{"cacheDir": "elsewhere"}');
    succeed(project.silcrow("build"));
    succeed(project.silcrow("emit"));
    expect(project.files("macro-cache")).toEqual([]);
  });

  // Permissions do not hold back root, who tests in containers; a file in the way holds back everyone.
  test("with a file in its place is SC0208 at emit", () => {
    project.remove("macro-cache");
    project.write("macro-cache", "a file\n");
    const { exitCode, stderr } = project.silcrow("emit");
    expect(exitCode).toBe(2);
    expectError(stderr, "SC0208", project.path("macro-cache"));
    expect(project.read("macro-cache")).toBe("a file\n");
  });

  test("with a file in place of a crate's folder is SC0208 at emit", () => {
    project.remove("macro-cache/quickstart");
    project.write("macro-cache/quickstart", "a file\n");
    const { exitCode, stderr } = project.silcrow("emit");
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("error[SC0208]");
  });
});
