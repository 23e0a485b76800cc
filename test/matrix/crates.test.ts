import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkCrates } from "../../matrix/runner/check-crates.ts";
import { matrixFolder } from "../../matrix/runner/places.ts";
import { passed, type Project, steps } from "../../matrix/runner/results.ts";

/** Chosen for variety: representations of data, hygiene, pieces of names, private derives, literals. */
const members = ["serde", "async-trait", "paste", "pin-project", "futures", "indoc"];

describe("part of the matrix", () => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "silcrow-matrix-")));
  let projects: readonly Project[] = [];

  beforeAll(async () => {
    for (const file of ["Cargo.toml", "Cargo.lock", "silcrow.config.json"]) cpSync(path.join(matrixFolder, file), path.join(folder, file));
    for (const name of readdirSync(path.join(matrixFolder, "crates"))) {
      cpSync(path.join(matrixFolder, "crates", name), path.join(folder, "crates", name), { recursive: true });
    }
    // A test that fails in the one build and not in the other: what is said of the others would be worth nothing if
    // this were not seen.
    const broken = path.join(folder, "crates/indoc/src/lib.rs");
    const atReplay = '        assert!(!std::env::current_exe().unwrap().to_string_lossy().contains("silcrow/replay"));\n';
    writeFileSync(broken, readFileSync(broken, "utf8").replace(/ {8}assert_eq!\(of_rules/, `${atReplay}$&`));
    const fetch = (...more: string[]) => spawnSync("cargo", ["fetch", "--locked", ...more], { cwd: folder, encoding: "utf8" });
    const fetched = fetch("--offline").status === 0 ? undefined : fetch();
    expect(fetched?.status ?? 0, fetched?.stderr).toBe(0);
    projects = await checkCrates(members, { cwd: folder, cache: path.join(folder, "target/matrix-cache"), limit: 1_200_000, log: () => {} });
  }, 3_600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.for(members.filter((name) => name !== "indoc"))("%s passes all steps", (name) => {
    const project = projects.find((found) => found.name === name);
    expect(Object.keys(project?.steps ?? {})).toEqual([...steps]);
    expect(project?.steps).toEqual(Object.fromEntries(steps.map((step) => [step, { ok: true }])));
    expect(project?.expansions).toBeGreaterThan(0);
    expect(project?.tests).toBeGreaterThan(0);
  });

  test("a test with another result from the cache is found", () => {
    const project = projects.find(({ name }) => name === "indoc");
    expect(project?.steps.entries).toEqual({ ok: true });
    expect(project?.steps.replay?.detail).toContain("replayed: matrix_indoc tests::texts: FAILED");
    expect(project !== undefined && passed(project)).toBe(false);
  });
});
