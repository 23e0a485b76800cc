import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BuildComparison } from "#oracle";
import { fetchCrates, type Project, projectFrom, succeed, withRightChecksum } from "../end-to-end/project.ts";
import { allViews, compareIn, differencesOf, oracleProject, program, shownDifferences } from "./oracle-project.ts";

const silcrow = (folder: string, ...args: string[]) => {
  const env = { ...process.env, CARGO_TARGET_DIR: undefined, NO_COLOR: "1" };
  return spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: "utf8", env, maxBuffer: 2 ** 28 });
};

describe("compare", () => {
  const project = oracleProject();
  const at = (file: string) => path.join(project.folder, file);
  const tampered = async <Result>(file: string, edit: (text: string) => string, then: () => Result): Promise<Awaited<Result>> => {
    const before = readFileSync(at(file), "utf8");
    const after = edit(before);
    if (after === before) throw new Error(`${file} is as before`);
    writeFileSync(at(file), after);
    try {
      return await then();
    } finally {
      writeFileSync(at(file), before);
    }
  };

  beforeAll(() => {
    const { status, stderr } = silcrow(project.folder, "emit");
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => project[Symbol.dispose]());

  test("finds nothing in a cache that is right", () => {
    const { status, stdout, stderr } = silcrow(project.folder, "compare", "--", "--workspace", "--all-targets");
    expect(stdout).toMatch(/^equal {5}app 0\.1\.0, crate app \(16 views, \d+ messages, 3 linked files\)$/m);
    expect(stdout).toMatch(/^equal {5}native 0\.1\.0, crate native \(/m);
    expect(stdout).toMatch(/\nequal \(.*\)\n$/);
    expect(stderr).toContain("this runs the project's macros and build scripts");
    expect(status).toBe(0);
  });

  test("reports an expansion that is another, though its checksum is right", async () => {
    const entry = "macro-cache/app/Person.Describe.f73c91cfde8a.rsm";
    const edit = (text: string) => withRightChecksum(text.replace(", called Person", ", called somebody else"));
    await tampered(entry, edit, () => {
      const { status, stdout } = silcrow(project.folder, "compare", "--format", "json");
      const comparison = JSON.parse(stdout) as BuildComparison;
      expect(status).toBe(1);
      expect(comparison.equal).toBe(false);
      const different = comparison.crates.filter(({ differences }) => differences.length > 0);
      expect(different.map(({ crate }) => crate)).toEqual(["app"]);
      expect(different[0]?.differences).toEqual([
        expect.objectContaining({
          kind: "view",
          view: "expanded",
          ordinary: expect.stringContaining("{0:?}, called Person"),
          replayed: expect.stringContaining("{0:?}, called somebody else"),
        }),
        expect.objectContaining({ kind: "artefact", file: "debug/app", sections: expect.arrayContaining([expect.objectContaining({ name: ".rodata" })]) }),
      ]);
    });
  });

  test("reports hygiene and messages that a span map decides", async () => {
    const entry = "macro-cache/app/area.counted.7c56b9c5dba9.rsm";
    // Without its map every token is at the call site, and so is what the compiler says about it.
    const edit = (text: string) => withRightChecksum(text.replace(/^ {2}"spans": .*\n/m, "").replaceAll(/(?<=\w)§\d/g, ""));
    await tampered(entry, edit, async () => {
      const comparison = await compareIn(project.folder, ["-p", "app", "--lib"], { views: allViews, command: "check" });
      const kinds = differencesOf(comparison).map((difference) => (difference.kind === "view" ? difference.view : difference.kind));
      expect(kinds).toEqual(["hygiene", "diagnostics"]);
      const messages = differencesOf(comparison).find((difference) => difference.kind === "diagnostics");
      expect(messages?.onlyOrdinary.join("")).toContain("unused variable: `unused`");
    });
  });

  test("compares what the compiler says about code that is wrong", async () => {
    await tampered("app/src/main.rs", (text) => text.replace("Local::MARK);", 'Local::MARK + "4", people.1);'), async () => {
      const comparison = await compareIn(project.folder, ["-p", "app", "--bin", "app"], { views: allViews, command: "check" });
      expect(shownDifferences(comparison)).toBe("");
      expect(comparison.exitCodes).toEqual({ ordinary: 101, replayed: 101 });
      // The library has all four; of the program rustc prints what comes before it looks at types.
      expect(comparison.crates.find(({ crate }) => crate === "app")?.compared.views).toBe(4 + 3);
      expect(comparison.crates.find(({ crate }) => crate === "app")?.compared.diagnostics).toBeGreaterThan(1);
    });
  });

  test("records what is compiled also where the user has a compiler cache", async () => {
    const cache = at("cache");
    writeFileSync(cache, '#!/bin/sh\nshift\nexec rustc "$@"\n', { mode: 0o755 });
    const comparison = await compareIn(project.folder, ["-p", "app", "--lib"], { views: ["expanded"], command: "check", variables: { RUSTC_WRAPPER: cache } });
    expect(shownDifferences(comparison)).toBe("");
    expect(comparison.crates.find(({ crate }) => crate === "app")?.compared.views).toBe(1);
  });

  test("says so when an entry is missing", async () => {
    await tampered("app/src/lib.rs", (text) => text.replace("squares!(12)", "squares!(13)"), async () => {
      const comparison = await compareIn(project.folder, ["-p", "app"], { command: "check" });
      expect(comparison.exitCodes).toEqual({ ordinary: 0, replayed: 101 });
      expect(shownDifferences(comparison)).toContain("SC0201");
      expect(shownDifferences(comparison)).toContain("cargo ends with 0 in the ordinary build and with 101 from the cache");
    });
  });

  test("could not run: no such package, no cache", () => {
    expect(silcrow(project.folder, "compare", "-p", "nobody").status).toBe(2);
    const without = oracleProject();
    expect(silcrow(without.folder, "compare").status).toBe(2);
    without[Symbol.dispose]();
  });

  test("has nothing to compare where no macros are used", async () => {
    const without = oracleProject();
    writeFileSync(path.join(without.folder, "native/src/lib.rs"), "");
    const manifest = path.join(without.folder, "native/Cargo.toml");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/\[dependencies\][^]*/, ""));
    rmSync(path.join(without.folder, "Cargo.lock"));
    const { status, stdout } = silcrow(without.folder, "compare", "-p", "native");
    expect([status, stdout]).toEqual([0, "equal: no crate uses procedural macros\n"]);
    without[Symbol.dispose]();
  });
});

describe.each([
  { fixture: "quickstart", args: [] },
  { fixture: "workspace", args: ["--workspace"] },
  // async-trait, displaydoc, futures, paste, pin-project, thiserror, time and tracing, in editions 2015 and 2024.
  { fixture: "real-macros", args: ["--workspace"] },
])("fixtures/$fixture", ({ fixture, args }) => {
  let project: Project;

  beforeAll(() => {
    project = projectFrom(fixture);
    fetchCrates(project);
    succeed(project.silcrow("emit"));
  });
  afterAll(() => project.dispose());

  test("is the same both ways", async () => {
    const comparison = await compareIn(project.folder, args, { views: allViews });
    expect(shownDifferences(comparison)).toBe("");
    expect(comparison.crates.some(({ compared }) => compared.views > 0 && compared.artefacts > 0)).toBe(true);
  });
});
