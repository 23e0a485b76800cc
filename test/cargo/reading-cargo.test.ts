import { describe, expect, it } from "vitest";
import { macroItemCrate } from "#format";
import { macroCrates, type PackageFacts, parseCargoArguments, parseCargoLock, parsePackageId, parseUnitGraph, unitSignature } from "#cargo";
import { sketchGraph } from "./random-graph.ts";

describe("package ids", () => {
  it.each([
    ["registry+https://github.com/rust-lang/crates.io-index#syn@2.0.1", { name: "syn", version: "2.0.1", source: "registry+https://github.com/rust-lang/crates.io-index", directory: undefined }],
    ["path+file:///home/a%20b/mac#0.1.0", { name: "mac", version: "0.1.0", source: null, directory: "/home/a b/mac" }],
    ["path+file:///home/crates/x#mac@0.1.0-rc.1+b", { name: "mac", version: "0.1.0-rc.1+b", source: null, directory: "/home/crates/x" }],
    ["git+https://example.org/repo?branch=main#tool@1.2.3", { name: "tool", version: "1.2.3", source: "git+https://example.org/repo?branch=main", directory: undefined }],
    ["git+ssh://git@example.org/tool?rev=0a1b#1.2.3", { name: "tool", version: "1.2.3", source: "git+ssh://git@example.org/tool?rev=0a1b", directory: undefined }],
  ])("%s", (id, expected) => expect(parsePackageId(id)).toEqual(expected));

  it("refuses what it does not know", () => {
    expect(parsePackageId("syn 1.0.0 (registry+https://example.org)")).toBeUndefined();
    expect(parsePackageId("registry+https://example.org#syn")).toBeUndefined();
  });
});

describe("Cargo.lock", () => {
  it("gives name, version, source and checksum", () => {
    const text = `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "syn 2.0.1",
]

[[package]]
name = "syn"
version = "2.0.1"
source = "registry+https://example.org/index"
checksum = "abc"

[metadata]
name = "not a package"
`;
    expect(parseCargoLock(text)).toEqual([
      { name: "app", version: "0.1.0", source: null, checksum: null, dependencies: ["syn"] },
      { name: "syn", version: "2.0.1", source: "registry+https://example.org/index", checksum: "abc", dependencies: [] },
    ]);
  });
});

describe("cargo's arguments", () => {
  it("are split at --, and the target directory is taken out", () => {
    expect(parseCargoArguments(["-p", "app", "--target-dir", "t", "--", "--target-dir", "x"])).toEqual({
      own: ["-p", "app"],
      trailing: ["--", "--target-dir", "x"],
      targetDirectory: "t",
    });
    expect(parseCargoArguments(["--target-dir=u v", "--release"])).toEqual({ own: ["--release"], trailing: [], targetDirectory: "u v" });
  });
});

describe("unit graphs", () => {
  const unit = {
    pkg_id: "path+file:///w/app#0.1.0",
    target: { kind: ["bin"], crate_types: ["bin"], name: "my-app", src_path: "/w/app/src/main.rs", edition: "2021" },
    profile: { name: "dev", opt_level: "0" },
    platform: null,
    mode: "build",
    features: ["z", "a"],
    dependencies: [],
  };
  const parse = (json: unknown) => parseUnitGraph(JSON.stringify(json), (root) => root);

  it("are read", () => {
    const parsed = parse({ version: 1, units: [unit, { ...unit, platform: "/x/tiny.json", mode: "docscrape", dependencies: [{ index: 0 }] }], roots: [1] });
    if (parsed.kind !== "graph") throw new Error(parsed.problem);
    expect(parsed.graph.units.map(unitSignature)).toEqual([
      "/w/app/src/main.rs|my_app|build|a,z|0|host",
      "/w/app/src/main.rs|my_app|other|a,z|0|tiny",
    ]);
    expect(parsed.graph.roots).toEqual([1]);
  });

  it.each([
    ["another version", { version: 2, units: [], roots: [] }, /version is 2/],
    ["a unit that is not there", { version: 1, units: [unit], roots: [1] }, /does not have/],
    ["a missing field", { version: 1, units: [{ ...unit, profile: {} }], roots: [0] }, /opt_level/],
    ["an unknown package id", { version: 1, units: [{ ...unit, pkg_id: "x" }], roots: [0] }, /package id x/],
  ])("are refused: %s", (_, json, problem) => {
    expect(parse(json)).toMatchObject({ kind: "unreadable", problem: expect.stringMatching(problem) as unknown });
  });
});

describe("macroCrates", () => {
  const graph = sketchGraph([
    { name: "syn", features: ["full"] },
    { name: "derive-x", kind: "proc-macro", version: "1.2.3", dependencies: [0] },
    { name: "app", kind: "bin", dependencies: [1] },
  ]);
  const facts = (checksum: string) =>
    new Map(
      graph.units.map((unit): [string, PackageFacts] => [
        unit.packageId,
        { ...unit.package, checksum: unit.package.name === "syn" ? checksum : "c", manifestDirectory: "/src", files: [] },
      ]),
    );

  it("identifies a macro crate by itself and by what it is built from", () => {
    const [crate] = macroCrates(graph, facts("1"));
    const source = "registry+https://example.org/index";
    expect(crate).toMatchObject({
      unit: 1,
      crateName: "derive_x",
      item: macroItemCrate({ crateName: "derive_x", packageName: "derive-x", source, version: "1.9.0" }),
      package: { name: "derive-x", version: "1.2.3", source, checksum: "c" },
      dependencies: [{ name: "syn", version: "1.0.0", source, checksum: "1", features: ["full"] }],
      closure: [0],
    });
    expect(macroCrates(graph, facts("2"))[0]?.hash).not.toBe(crate?.hash);
  });
});
