import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldersAbove, placesOfRustc, toReal, toVirtual, virtualRootsIn, withRealPaths } from "#format";
import "../property-seed.ts";

const places = placesOfRustc(
  { SILCROW_WORKSPACE: "/home/me/work", CARGO_MANIFEST_DIR: "/home/me/work/app", OUT_DIR: "/home/me/work/target/build/app-1/out", CARGO_TARGET_TMPDIR: "/tmp/t/" },
  "/home/me/work",
);
const name = fc.stringMatching(/^[^/\0]{1,8}$/).filter((part) => part !== "." && part !== "..");
const below = fc.array(name, { maxLength: 4 }).map((parts) => parts.map((part) => `/${part}`).join(""));

describe("virtual paths", () => {
  test.each([
    ["/home/me/work", "/silcrow-workspace"],
    ["/home/me/work/app/templates", "/silcrow-workspace/app/templates"],
    ["/home/me/work/target/build/app-1/out/x.rs", "/silcrow-build/out/x.rs"],
    ["/tmp/t/x", "/silcrow-target/tmp/x"],
  ])("%s is %s, and back", (real, virtual) => {
    expect(toVirtual(real, places)).toBe(virtual);
    expect(toReal(virtual, places)).toBe(real);
  });

  test.each(["/home/me", "/home/me/work2", "home/me/work", "", "/"])("%j has none", (real) => expect(toVirtual(real, places)).toBeUndefined());

  test("a package elsewhere has a root of its own", () => {
    const elsewhere = placesOfRustc({ SILCROW_WORKSPACE: "/w", CARGO_MANIFEST_DIR: "/registry/dep-1.0.0" }, "/registry/dep-1.0.0");
    expect(toVirtual("/registry/dep-1.0.0/src", elsewhere)).toBe("/silcrow-package/src");
    expect(toReal("/silcrow-build/out", elsewhere)).toBeUndefined();
  });

  test("without a workspace it is the working directory", () => {
    expect(toVirtual("/here/x", placesOfRustc({}, "/here"))).toBe("/silcrow-workspace/x");
  });

  test("above the roots are folders that are in none", () => {
    expect(foldersAbove(places).sort()).toEqual(["/", "/home", "/home/me", "/tmp"]);
    expect(foldersAbove(placesOfRustc({}, "/here"))).toEqual(["/"]);
    expect(foldersAbove({ roots: [] })).toEqual([]);
  });

  test("there and back is where it was", () => {
    fc.assert(fc.property(fc.constantFrom(...places.roots.map(({ directory }) => directory)), below, (directory, rest) => {
      const virtual = toVirtual(directory + rest, places);
      return virtual !== undefined && toReal(virtual, places) === directory + rest;
    }));
  });

  test("in a text, names of roots and nothing else are translated", () => {
    expect(withRealPaths('a "/silcrow-workspace/x":/silcrow-build/out', places)).toBe('a "/home/me/work/x":/home/me/work/target/build/app-1/out');
    for (const same of ["/silcrow-workspaces", "/silcrow-workspace-2", "/silcrow-package/x", "/silcrow-", "silcrow-workspace"]) {
      expect(withRealPaths(same, places)).toBe(same);
    }
    expect(virtualRootsIn("/silcrow-build/out /silcrow-workspace /silcrow-workspace_")).toEqual(["/silcrow-workspace", "/silcrow-build/out"]);
    expect(virtualRootsIn("/silcrow-workspaces")).toEqual([]);
  });
});
