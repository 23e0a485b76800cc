import { describe, expect, test } from "vitest";
import { macroCrates, type MacroCrate, type Unit, type UnitGraph, type UnitMode, type UnitRecord, unitSignature } from "#cargo";
import { planUnits } from "../../../src/emit/modules/plan-units.ts";

function unit(name: string, mode: UnitMode, dependencies: number[], kind = "lib"): Unit {
  return {
    packageId: name,
    package: { name, version: "1.0.0", source: null, directory: `/${name}` },
    target: { kind: [kind], name: kind === "custom-build" ? "build-script-build" : name, root: `/${name}/${kind}.rs`, edition: "2021" },
    optLevel: "0",
    platform: null,
    mode,
    features: [],
    dependencies,
  };
}

// app → derive (→ syn → ident, with a build script) and wstr (on its own); syn has a build script.
const graph: UnitGraph = {
  units: [
    unit("app", "check", [1, 2, 7]),
    unit("derive", "build", [3], "proc-macro"),
    unit("wstr", "build", [], "proc-macro"),
    unit("syn", "build", [4, 5]),
    unit("ident", "build", []),
    unit("syn", "run-custom-build", [6], "custom-build"),
    unit("syn", "build", [], "custom-build"),
    unit("plain", "check", []),
  ],
  roots: [0],
};
const crates = macroCrates(graph, new Map());
const sandboxedAction = (crate: MacroCrate): string => `sandboxed-macro\twasm\t${crate.crateName}\t/m`;

function plan(atHand: readonly string[], recorded: Readonly<Record<string, string>> = {}, onlyExpands = false, of = graph, confine?: "macros"): string[] {
  const records = new Map(
    of.units.flatMap((each, index): [string, UnitRecord][] => {
      const action = recorded[`${index}`];
      const signature = unitSignature(each);
      return action === undefined ? [] : [[signature, { signature, stamp: "", action, outputs: [], cacheDirectory: undefined, entries: [], variables: [], paths: [] }]];
    }),
  );
  return planUnits({ graph: of, macroCrates: crates, isAtHand: ({ crateName }) => atHand.includes(crateName), records, sandboxedAction, sandboxesOf: () => ["wasm"], onlyExpands, confine });
}

describe("planUnits", () => {
  test("without modules everything is compiled for the sandbox", () => {
    expect(plan([])).toEqual(["expand", "sandboxed-macro", "sandboxed-macro", "sandboxed", "sandboxed", "ordinary", "ordinary", "ordinary"]);
  });

  test("with all modules at hand it is replay's plan", () => {
    expect(plan(["derive", "wstr"])).toEqual(["expand", "shim", "shim", "stub", "stub", "noop", "noop", "ordinary"]);
  });

  test("what a missing module needs is compiled, the rest is not", () => {
    expect(plan(["derive"])).toEqual(["expand", "shim", "sandboxed-macro", "stub", "stub", "noop", "noop", "ordinary"]);
    expect(plan(["wstr"]).slice(0, 5)).toEqual(["expand", "sandboxed-macro", "shim", "sandboxed", "sandboxed"]);
  });

  test("only the expansions of what no other crate depends on are needed, unless errors are asked for", () => {
    const [app, ...rest] = graph.units;
    if (app === undefined) throw new Error("no unit");
    // A library of the workspace with a test of its own and a program, and a build script that uses macros.
    const more = [unit("lib", "check", [1]), unit("lib", "check", [1]), unit("bin", "check", [8, 1, 11], "bin"), unit("bin", "build", [1], "custom-build")];
    const larger: UnitGraph = { units: [app, ...rest, ...more], roots: [0, 8, 9, 10] };
    const only = plan(["derive", "wstr"], {}, true, larger);
    expect([only[0], ...only.slice(7)]).toEqual(["expand-only", "ordinary", "expand", "expand-only", "expand-only", "expand"]);
    expect(plan(["derive", "wstr"], {}, false, larger)).not.toContain("expand-only");
  });

  test("what no expansion needs is not compiled, unless it is asked for", () => {
    const more = [unit("only-tool", "check", []), unit("tool", "check", [8, 7], "bin"), unit("derive", "check", [3], "proc-macro")];
    const larger: UnitGraph = { units: [...graph.units, ...more], roots: [0, 9, 10] };
    expect(plan(["derive", "wstr"], {}, true, larger).slice(7)).toEqual(["ordinary", "stub", "stub", "stub"]);
    expect(plan(["derive", "wstr"], {}, false, larger).slice(7)).toEqual(["ordinary", "ordinary", "ordinary", "ordinary"]);
  });

  test("a build script is one of macros alone where no build of the project runs it either", () => {
    expect(plan([], {}, true, graph, "macros")[6]).toBe("confined");
    // syn is a member of the workspace, and reaches no macro.
    const larger: UnitGraph = { units: [...graph.units, unit("syn", "check", [4, 5])], roots: [0, 8] };
    expect(plan([], {}, true, larger, "macros")[6]).toBe("ordinary");
  });

  test("what was compiled here stays as it is, so that cargo finds it fresh", () => {
    const fresh = { 1: "sandboxed-macro\twasm\tderive\t/m", 2: "sandboxed-macro\twasm\twstr\t/m", 3: "sandboxed\twasm", 4: "sandboxed\twasm" };
    expect(plan(["derive", "wstr"], fresh)).toEqual(plan([]));
    // With a part missing, nothing could be compiled against the others.
    expect(plan(["derive", "wstr"], { ...fresh, 4: "stub" }).slice(1, 5)).toEqual(["shim", "sandboxed-macro", "stub", "stub"]);
    // It was compiled for another sandbox.
    expect(plan(["derive", "wstr"], { ...fresh, 4: "sandboxed\tprocess,wasm" }).slice(1, 5)).toEqual(["shim", "sandboxed-macro", "stub", "stub"]);
    // Another version of the macro was compiled.
    expect(plan(["derive", "wstr"], { ...fresh, 2: "sandboxed-macro\twasm\tolder\t/m" })[2]).toBe("shim");
  });
});
