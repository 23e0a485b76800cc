import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchCrates, type Project, projectFrom, snapshot, succeed } from "./project.ts";

describe.each([
  { name: "quickstart", fixtures: ["quickstart"], registry: true },
  { name: "quickstart without a registry", fixtures: ["quickstart", "quickstart-offline"], registry: false },
])("$name", ({ fixtures, registry }) => {
  let project: Project;

  beforeAll(() => {
    project = projectFrom(...fixtures);
    if (registry) fetchCrates(project);
    succeed(project.silcrow("emit"));
  });
  afterAll(() => project.dispose());

  test("replays to the same output as ordinary cargo", () => {
    const ordinary = succeed(project.cargo("run", "--quiet", "--locked"));
    const replayed = succeed(project.silcrow("run", "--quiet", "--locked"));
    expect(replayed.stdout).toBe(ordinary.stdout);
    expect(replayed.stdout).toBe(project.read("expected-output.txt"));
  });

  test("has an entry for each invocation that a person can read", () => {
    const entry = project.read(project.entry("wstr"));
    const [metadata = "", invocation, expansion] = entry.split("\n§§\n");
    expect(invocation).toBe('wstr!("Hello 🦀")');
    expect(expansion?.replaceAll(/\s/g, "")).toBe(
      "[0x0048u16,0x0065u16,0x006Cu16,0x006Cu16,0x006Fu16,0x0020u16,0xD83Eu16,0xDD80u16].as_slice()",
    );
    expect(JSON.parse(metadata)).toMatchObject({
      rust_macro_cache_version: 1,
      macro_kind: "function",
      macro_item: expect.stringMatching(/^wstr_[0-9a-f]{12}::wstr$/),
      expand_crate: "quickstart",
      expand_module: "quickstart",
      expand_linenum: project.read("src/main.rs").split("\n").findIndex((line) => line.includes("wstr!(")) + 1,
      "macro-frag-spec": "expr",
      targets: "*",
    });
    const derives = registry ? ["Crab.Serialize", "Crab.Deserialize", "Home.Serialize", "Home.Deserialize"] : [];
    for (const name of [...derives, "Crab.FieldNames", "announce"]) expect(project.entry(name)).toContain("macro-cache/quickstart/");
  });

  // The README shows the project with serde.
  if (registry) test("has the entry that the README shows", () => {
    const readme = readFileSync(path.join(import.meta.dirname, "../../README.md"), "utf8");
    const entry = project.entry("announce");
    expect(readme).toContain(`\`${entry}\``);
    expect(readme).toContain(`\`\`\`\n${project.read(entry).trimEnd()}\n\`\`\`\n`);
  });

  test("emits nothing anew the second time", () => {
    const before = snapshot(project, "macro-cache");
    expect(Object.keys(before).length).toBeGreaterThan(3);
    succeed(project.silcrow("emit"));
    expect(snapshot(project, "macro-cache")).toEqual(before);
  });

  test("does not build anything anew the second time", () => {
    succeed(project.silcrow("build"));
    const again = succeed(project.silcrow("build"));
    expect(again.stderr).toContain("Finished");
    expect(again.stderr).not.toMatch(/Compiling|Dirty/);
  });

  test("leaves Cargo.lock, the sources and the ordinary target directory alone", () => {
    const original = projectFrom(...fixtures);
    const mine = (file: string) => !file.startsWith("target/") && !file.startsWith("macro-cache/");
    expect(project.files(".").filter(mine)).toEqual(original.files("."));
    for (const file of original.files(".")) expect(project.read(file), file).toBe(original.read(file));
    const rebuilt = succeed(project.cargo("build"));
    expect(rebuilt.stderr).not.toContain("Compiling");
    original.dispose();
  });
});
