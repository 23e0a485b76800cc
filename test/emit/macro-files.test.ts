import { describe, expect, test } from "vitest";
import { placesOfRustc } from "#format";
import type { Hello } from "../../src/emit/host-protocol.ts";
import { macroFiles, writtenPath } from "../../src/emit/macro-files.ts";

const places = placesOfRustc({ SILCROW_WORKSPACE: "/w" }, "/w");
const hello: Hello = { type: "hello", crateDirectory: "app", cwd: "/w", manifestDirectory: "/w/app", environment: {} };

describe("macroFiles", () => {
  test("without a grant these are the manifests: the package's as cargo has it, as its author wrote it, and the workspace's", () => {
    expect(macroFiles(hello, places, [])).toEqual({
      places,
      cwd: "/silcrow-workspace",
      granted: ["/silcrow-workspace/app/Cargo.toml", "/silcrow-workspace/app/Cargo.toml.orig", "/silcrow-workspace/Cargo.toml"],
    });
  });

  test("what is granted has the name in an error that it has in the configuration", () => {
    const written = [".", "templates/a", "workspace:shared"];
    const granted = macroFiles(hello, places, written).granted.slice(-written.length);
    expect(granted).toEqual(["/silcrow-workspace/app", "/silcrow-workspace/app/templates/a", "/silcrow-workspace/shared"]);
    expect(granted.map((path) => writtenPath(path, hello, places))).toEqual(written);
    expect(writtenPath("/elsewhere", hello, places)).toBeUndefined();
  });
});
