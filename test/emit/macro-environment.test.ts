import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { placesOfRustc } from "#format";
import { macroEnvironment } from "../../src/emit/macro-environment.ts";
import { renamesInWorkspace } from "../../src/emit/workspace-renames.ts";

const places = placesOfRustc({ SILCROW_WORKSPACE: "/w" }, "/w");

describe("macroEnvironment", () => {
  const environment = { CARGO_PKG_NAME: "app", CARGO_MANIFEST_DIR: "/w/app", HOME: "/home/me", SQLX_OFFLINE: "1", MY_SQLX_X: "/w/x:/w/y", CARGO: "/bin/cargo" };

  test("gives what cargo says, with virtual paths, and hides the rest", () => {
    expect(macroEnvironment(environment, { places, granted: [], canDoWithoutCargo: true })).toEqual({
      environment: { CARGO_PKG_NAME: "app", CARGO_MANIFEST_DIR: "/silcrow-workspace/app" },
      hidden: ["HOME", "SQLX_OFFLINE", "MY_SQLX_X"],
    });
  });

  test("grants are whole names; a star is any run of characters", () => {
    const { environment: shown, hidden } = macroEnvironment(environment, { places, granted: ["SQLX_*", "HO"], canDoWithoutCargo: false });
    expect(shown).toMatchObject({ SQLX_OFFLINE: "1" });
    expect(hidden).toEqual(["HOME", "MY_SQLX_X", "CARGO"]);
    expect(macroEnvironment(environment, { places, granted: ["*SQLX*"], canDoWithoutCargo: true }).hidden).toEqual(["HOME"]);
  });
});

test("renamesInWorkspace", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-renames-"));
  try {
    const renames = (text: string) => {
      writeFileSync(path.join(folder, "Cargo.toml"), text);
      return renamesInWorkspace(folder);
    };
    expect(renames('[package]\nname = "x"\n[dependencies]\na = { package = "b", version = "1" }\n')).toBe(false);
    expect(renames('[workspace.dependencies]\na = { version = "1" } # package = "b"\n')).toBe(false);
    expect(renames('[workspace.dependencies]\na = { package = "b", version = "1" }\n')).toBe(true);
    expect(renames('[workspace]\nmembers = []\n[workspace.dependencies.a]\npackage="b"\n')).toBe(true);
    expect(renamesInWorkspace(path.join(folder, "none"))).toBe(false);
    expect(renamesInWorkspace(undefined)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
