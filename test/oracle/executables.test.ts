import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchCrates, type Project, projectFrom, succeed, withRightChecksum } from "../end-to-end/project.ts";
import { compareIn, differencesOf, oracleProject, program, shownDifferences } from "./oracle-project.ts";

const release = (settings: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`CARGO_PROFILE_RELEASE_${name}`, value]));

const profiles: readonly { readonly name: string; readonly args: readonly string[]; readonly variables: Readonly<Record<string, string>> }[] = [
  { name: "debug", args: ["--workspace", "--all-targets"], variables: { CARGO_INCREMENTAL: "1" } },
  { name: "debug, not incremental", args: [], variables: { CARGO_INCREMENTAL: "0" } },
  { name: "release", args: ["--release"], variables: {} },
  { name: "release, stripped", args: ["--release"], variables: release({ STRIP: "symbols" }) },
  { name: "release, LTO thin", args: ["--release", "-p", "app"], variables: release({ LTO: "thin" }) },
  { name: "release, LTO fat", args: ["--release", "-p", "app"], variables: release({ LTO: "fat" }) },
  { name: "release, LTO off", args: ["--release"], variables: release({ LTO: "off" }) },
  { name: "release, one codegen unit", args: ["--release"], variables: release({ CODEGEN_UNITS: "1" }) },
  { name: "release, for size", args: ["--release"], variables: release({ OPT_LEVEL: "s" }) },
  { name: "release, incremental", args: ["--release"], variables: { CARGO_INCREMENTAL: "1" } },
  { name: "release with debug information", args: ["--release"], variables: release({ DEBUG: "2" }) },
  { name: "release that aborts on panics", args: ["--release"], variables: release({ PANIC: "abort" }) },
];

describe("executables, cdylibs and staticlibs are the same bytes", () => {
  const project = oracleProject();
  const emitted = path.join(project.folder, "macro-cache");

  beforeAll(() => {
    const { status, stderr } = spawnSync(process.execPath, [program, "emit"], { cwd: project.folder, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => project[Symbol.dispose]());

  test.each(profiles)("$name", async ({ args, variables }) => {
    const comparison = await compareIn(project.folder, args, { variables });
    expect(shownDifferences(comparison)).toBe("");
    expect(comparison.exitCodes).toEqual({ ordinary: 0, replayed: 0 });
    const linked = comparison.crates.reduce((sum, { compared }) => sum + compared.artefacts, 0);
    // A binary, a cdylib, a staticlib; and with all targets their tests.
    expect(linked).toBeGreaterThanOrEqual(args.includes("-p") ? 1 : 3);
  });

  // What the tests above rest on: without either, these executables differ, and that is noticed. Only what comes
  // before the program's own text in the source map is seen, and of that the first macros that it uses.
  test.each([
    { what: "the length of a macro crate's root", file: "macros.json", edit: (text: string) => text.replace(/("root_length": )\d+/, "$17000") },
    {
      what: "the lengths of parsed texts",
      file: "app/Local.Describe.bd99094f9771.rsm",
      edit: (text: string) => withRightChecksum(text.replaceAll(/(?<="parsed": .*")\d+(?=:)/g, "999")),
    },
  ])("$what can be seen in them", async ({ file, edit }) => {
    const at = path.join(emitted, file);
    const before = readFileSync(at, "utf8");
    const after = edit(before);
    expect(after).not.toBe(before);
    writeFileSync(at, after);
    try {
      const comparison = await compareIn(project.folder, ["--release"]);
      expect(differencesOf(comparison)).toContainEqual(expect.objectContaining({ kind: "artefact", file: "release/app" }));
    } finally {
      writeFileSync(at, before);
    }
  });
});

describe("quickstart", () => {
  let project: Project;

  beforeAll(() => {
    project = projectFrom("quickstart");
    fetchCrates(project);
    succeed(project.silcrow("emit"));
  });
  afterAll(() => project.dispose());

  test("has the same executables in release builds", async () => {
    expect(shownDifferences(await compareIn(project.folder, ["--release"]))).toBe("");
  });
});
