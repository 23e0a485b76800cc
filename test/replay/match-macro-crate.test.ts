import { describe, expect, it } from "vitest";
import { type ImplementationPackage, implementationHash, type MacroCrateRecord, type MacrosJson } from "#format";
import type { MacroCrate } from "#cargo";
import { asError, checkMacroCrates, matchMacroCrate } from "#replay";

const source = "registry+https://example.org/index";
const library = (name: string, version: string, checksum = "c", features: string[] = []): ImplementationPackage => ({ name, version, source, checksum, features });

function macroCrate(own: ImplementationPackage, dependencies: ImplementationPackage[]): MacroCrate {
  return {
    unit: 0,
    crateName: own.name,
    package: own,
    edition: "2021",
    root: "/src/lib.rs",
    manifestDirectory: "/src",
    item: `${own.name}_0123456789ab`,
    hash: implementationHash(own, dependencies),
    sources: [],
    dependencies,
    closure: [],
  };
}

function recordOf({ crateName, package: own, edition, item, hash, dependencies }: MacroCrate): MacroCrateRecord {
  return {
    package: own.name,
    version: own.version,
    source: own.source,
    checksum: own.checksum,
    edition,
    crate_name: crateName,
    macro_item: item,
    macro_hash: hash,
    features: own.features,
    root_length: 0,
    dependencies,
    macros: [],
    sandbox: { kind: "wasm", abi: 1 },
    capabilities: {},
  };
}

const emitted = macroCrate(library("derive", "1.2.0"), [library("syn", "2.0.1", "s", ["full"]), library("libc", "0.2.1", "l")]);
const against = (crate: MacroCrate, ...records: MacroCrate[]) =>
  matchMacroCrate(crate, { silcrow_macros_version: 1, macro_crates: records.map(recordOf) });

describe("matchMacroCrate", () => {
  it.each<[string, MacroCrate]>([
    ["the same", emitted],
    ["other features of a dependency", macroCrate(library("derive", "1.2.0"), [library("syn", "2.0.1", "s", ["derive"]), library("libc", "0.2.1", "l")])],
    ["dependencies of another operating system", macroCrate(library("derive", "1.2.0"), [library("syn", "2.0.1", "s", ["full"]), library("windows-sys", "0.5.0")])],
    ["an old version of a dependency beside the recorded one", macroCrate(library("derive", "1.2.0"), [...emitted.dependencies, library("syn", "1.0.0")])],
  ])("accepts %s", (_, crate) => expect(against(crate, emitted)).toMatchObject({ kind: "match", record: { macro_hash: emitted.hash } }));

  it.each<[MacroCrate, string]>([
    [macroCrate(library("derive", "1.3.0"), []), "emit expanded version 1.2.0, this build uses 1.3.0"],
    [macroCrate({ ...library("derive", "1.2.0"), source: null }, []), `emit took it from ${source}, this build from a folder`],
    [macroCrate(library("derive", "1.2.0", "d"), []), "emit had the checksum c, this build has d"],
    [{ ...macroCrate(library("derive", "1.2.0"), []), edition: "2024", hash: "" }, "emit expanded edition 2021, this build uses 2024"],
    [macroCrate(library("derive", "1.2.0", "c", ["x"]), []), "emit had the features none; this build has x"],
    [macroCrate(library("derive", "1.2.0"), [library("syn", "2.0.9", "s")]), "emit built it with syn 2.0.1, this build with syn 2.0.9"],
    [macroCrate(library("derive", "1.2.0"), [library("syn", "2.0.1", "z")]), "its dependency syn 2.0.1 is not the same as at emit"],
  ])("says what has changed (%#)", (crate, difference) => expect(against(crate, emitted)).toEqual({ kind: "changed", differences: [difference] }));

  it("compares what only emit's sandbox needed with Cargo.lock", () => {
    const here = macroCrate(library("derive", "1.2.0"), [library("syn", "2.0.1", "s", ["full"])]);
    const macros: MacrosJson = { silcrow_macros_version: 1, macro_crates: [recordOf(emitted)] };
    const locked = (version: string, checksum: string) => [{ ...library("libc", version, checksum), dependencies: [] }];
    expect(matchMacroCrate(here, macros, [])).toMatchObject({ kind: "match" });
    expect(matchMacroCrate(here, macros, locked("0.2.1", "l"))).toMatchObject({ kind: "match" });
    expect(matchMacroCrate(here, macros, locked("0.3.0", "x"))).toMatchObject({ kind: "match" });
    expect(matchMacroCrate(here, macros, [...locked("0.2.2", "x"), ...locked("0.2.1", "l")])).toMatchObject({ kind: "match" });
    const changed = { kind: "changed", differences: ["emit built it with libc 0.2.1, Cargo.lock has 0.2.2"] };
    expect(matchMacroCrate(here, macros, locked("0.2.2", "x"))).toEqual(changed);
  });

  it("takes the record that fits, of several versions or feature sets", () => {
    const other = macroCrate(library("derive", "0.9.0"), []);
    expect(against(emitted, other, emitted)).toMatchObject({ kind: "match", record: { version: "1.2.0" } });
    expect(against(macroCrate(library("derive", "0.9.1"), []), other, emitted)).toEqual({
      kind: "changed",
      differences: ["emit expanded version 0.9.0, this build uses 0.9.1"],
    });
  });

  it("misses a crate that is not recorded", () => expect(against(macroCrate(library("paste", "1.0.0"), []), emitted)).toEqual({ kind: "missing" }));
});

describe("checkMacroCrates", () => {
  it("reports everything that is wrong in one error", () => {
    const crates = [emitted, macroCrate(library("paste", "1.0.0"), []), macroCrate(library("derive", "1.3.0"), [])];
    const checked = checkMacroCrates(crates, { silcrow_macros_version: 1, macro_crates: [recordOf(emitted)] }, "/cache");
    if (checked.kind !== "problems") throw new Error("expected problems");
    expect(checked.problems.map(({ code }) => code)).toEqual(["SC0211", "SC0212"]);
    const error = asError(checked.problems);
    expect(error.code).toBe("SC0211");
    expect(error.notes).toEqual([
      "the cache directory is /cache",
      "SC0212: the macro crate derive 1.3.0 has changed since emit\nemit expanded version 1.2.0, this build uses 1.3.0",
    ]);
  });
});
