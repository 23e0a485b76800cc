import { rmSync, utimesSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseEntry, printEntry } from "#format";
import { type Project, projectFrom, snapshot, succeed } from "./project.ts";

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

const contents = (from: Project) =>
  Object.fromEntries(Object.entries(snapshot(from, "macro-cache")).map(([file, state]) => [file, state.split(" ")[0]]));

/** The entry with every line of its expansion indented, and the checksum that belongs to that. */
function inOtherLayout(text: string): string {
  const parsed = parseEntry(text);
  if (parsed.kind !== "entry") throw new Error(parsed.kind);
  return printEntry({ ...parsed.entry, expansion: parsed.entry.expansion.replace(/^/gm, "  ") });
}

describe("emit", () => {
  test("keeps the entries of a project that was moved, with its target directory", () => {
    // A copy has its build products, as new as they were.
    const before = snapshot(project, "macro-cache");
    succeed(project.silcrow("emit"));
    expect(snapshot(project, "macro-cache")).toEqual(before);
    succeed(project.silcrow("emit"));
    expect(snapshot(project, "macro-cache")).toEqual(before);
  });

  test("gives the same bytes in another folder, and from nothing", () => {
    const fresh = projectFrom("quickstart", "quickstart-offline");
    succeed(fresh.silcrow("emit"));
    expect(contents(fresh)).toEqual(contents(emitted));
    fresh.dispose();
  });

  test("only expands, so that mistakes behind that wait for the build, unless cargo's command is named", () => {
    project.edit("src/main.rs", "fn main() {", "fn main() { let _: u8 = \"\";");
    expect(succeed(project.silcrow("emit")).stderr).not.toContain("E0308");
    const before = contents(project);
    const named = project.silcrow("emit", "--", "check", "--workspace", "--all-targets");
    expect(named).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("error[E0308]") as unknown });
    expect(contents(project)).toEqual(before);
    project.edit("src/main.rs", " let _: u8 = \"\";", "");
    succeed(project.silcrow("emit", "--", "check", "--workspace", "--all-targets"));
    expect(contents(project)).toEqual(before);
    expect(succeed(project.silcrow("emit")).stderr).not.toContain("Checking");
  });

  test.each(["one entry", "all entries", "the whole cache"])("writes again what is gone: %s", (what) => {
    const before = contents(project);
    if (what === "one entry") project.remove(project.entry("wstr"));
    if (what === "all entries") project.remove("macro-cache/quickstart");
    if (what === "the whole cache") project.remove("macro-cache");
    succeed(project.silcrow("emit"));
    expect(contents(project)).toEqual(before);
    succeed(project.silcrow("build"));
  });

  test("writes again what was edited, and nothing else", () => {
    const before = snapshot(project, "macro-cache");
    const entry = project.entry("wstr");
    project.edit(entry, "0x0048u16", "0x0049u16");
    succeed(project.silcrow("emit"));
    const after = snapshot(project, "macro-cache");
    const hashes = (of: typeof after) => Object.fromEntries(Object.entries(of).map(([file, state]) => [file, state.split(" ")[0]]));
    expect(hashes(after)).toEqual(hashes(before));
    expect(Object.keys(after).filter((file) => after[file] !== before[file])).toEqual([entry]);
  });

  test("says as JSON what it did", () => {
    project.remove(project.entry("wstr"));
    const { stdout } = succeed(project.silcrow("--quiet", "emit", "--format", "json"));
    expect(JSON.parse(stdout)).toEqual({
      result: "done",
      cache: project.path("macro-cache"),
      created: 1,
      updated: 0,
      kept: expect.any(Number),
      removed: 0,
      laid_out: 0,
      failed: 0,
      seconds: expect.any(Number),
    });
  });

  test("lays out anew what an older silcrow wrote, and runs no macro for it", () => {
    const before = contents(project);
    const entry = project.entry("FieldNames");
    const macros = project.read("macro-cache/macros.json");
    // The same tokens in a worse layout, with a right checksum: as if another version had written them.
    const age = () => project.write(entry, inOtherLayout(project.read(entry)));
    age();
    expect(contents(project)).not.toEqual(before);
    // What is recorded as up to date is not looked at; verify says so in a note.
    succeed(project.silcrow("emit"));
    expect(contents(project)[entry]).not.toBe(before[entry]);
    project.write("macro-cache/macros.json", macros.replace(/^ {2}"layout": \d+,\n/m, ""));
    // A macro that ran would fail now; its entry must be the one that is there.
    const upgraded = succeed(project.silcrow("emit", "--deadline", "0.000001"));
    expect(upgraded.stderr).toContain("1 laid out anew");
    expect(contents(project)).toEqual(before);
    age();
    expect(succeed(project.silcrow("emit", "--relayout", "--deadline", "0.000001")).stderr).toContain("1 laid out anew");
    expect(contents(project)).toEqual(before);
    succeed(project.silcrow("build"));
    // An edit is no layout: it is written again, by running the macro.
    project.edit(entry, "FIELD_NAMES", "OTHER_NAMES");
    expect(succeed(project.silcrow("emit", "--relayout")).stderr).not.toContain("laid out anew");
    expect(contents(project)).toEqual(before);
  });

  test("removes what nothing uses any more, unless it is told not to", () => {
    project.edit("src/main.rs", "#[derive(FieldNames)]\n", "");
    project.edit("src/main.rs", "    #[field_names(skip)]\n", "");
    project.edit("src/main.rs", 'Crab::FIELD_NAMES.join(", ")', '""');
    project.edit("src/main.rs", "use field_names::FieldNames;\n", "");
    const entry = project.entry("FieldNames");
    succeed(project.silcrow("emit", "--keep-unused"));
    expect(project.files("macro-cache")).toContain(entry);
    succeed(project.silcrow("emit"));
    expect(project.files("macro-cache")).not.toContain(entry);
    expect(project.entry("wstr")).toBeDefined();
  });

  test("leaves files alone that are not its own", () => {
    project.write("macro-cache/README.md", "Reviewed by us.\n");
    project.write("macro-cache/quickstart/notes.txt", "Ours.\n");
    succeed(project.silcrow("emit"));
    expect(project.read("macro-cache/README.md")).toBe("Reviewed by us.\n");
    expect(project.read("macro-cache/quickstart/notes.txt")).toBe("Ours.\n");
  });

  test("a line above, a comment and a touched file change nothing", () => {
    const before = snapshot(project, "macro-cache");
    project.edit("src/main.rs", "fn main() {", "// A comment.\n\n/* Another. */\nfn main() {");
    succeed(project.silcrow("emit"));
    utimesSync(project.path("src/main.rs"), new Date(), new Date());
    succeed(project.silcrow("emit"));
    const after = snapshot(project, "macro-cache");
    expect(after).toEqual(before);
    succeed(project.silcrow("build"));
  });
});

describe("a build from the cache", () => {
  test("notices an entry that changes behind its back", () => {
    succeed(project.silcrow("build"));
    const entry = project.entry("wstr");
    const right = project.read(entry);
    project.edit(entry, "0x0048u16", "0x0049u16");
    expect(project.silcrow("build").stderr).toContain("SC0204");
    project.write(entry, right);
    succeed(project.silcrow("build"));
  });

  test("notices an entry that is gone", () => {
    succeed(project.silcrow("build"));
    project.remove(project.entry("wstr"));
    expect(project.silcrow("build").stderr).toContain("SC0201");
  });

  test("needs no entry of a crate that is not built", () => {
    rmSync(project.path("target"), { recursive: true });
    project.write("macro-cache/unrelated.rsm", "not an entry");
    succeed(project.silcrow("build"));
  });

  test("works where there is nothing but the project and the cache", () => {
    const clone = projectFrom("quickstart", "quickstart-offline");
    for (const file of project.files("macro-cache")) clone.write(file, project.read(file));
    expect(succeed(clone.silcrow("run", "--quiet", "--locked", "--offline")).stdout).toBe(clone.read("expected-output.txt"));
    clone.dispose();
  });

  test("finds the cache from a folder below", () => {
    const { exitCode, stderr } = project.silcrowIn("src", "check");
    expect(exitCode, stderr).toBe(0);
  });
});
