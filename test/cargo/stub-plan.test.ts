import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBuildScript, isProcMacro, stubPlan, type Treatment, type UnitGraph, unitSignature } from "#cargo";
import { randomGraph, sketchGraph } from "./random-graph.ts";

const native = new Set<Treatment>(["ordinary", "expand", "sandboxed-and-native"]);
const forSandbox = new Set<Treatment>(["sandboxed", "sandboxed-and-native", "sandboxed-macro"]);

describe("stubPlan, by example", () => {
  it("stands in for a macro crate and stubs what only it uses", () => {
    const graph = sketchGraph([
      { name: "unicode_ident" },
      { name: "proc_macro2", kind: "custom-build" },
      { name: "proc_macro2", kind: "custom-build", mode: "run-custom-build", dependencies: [1] },
      { name: "proc_macro2", dependencies: [0, 2] },
      { name: "serde_derive", kind: "proc-macro", dependencies: [3] },
      { name: "itoa" },
      { name: "serde", dependencies: [4] },
      { name: "app", kind: "bin", dependencies: [5, 6] },
    ]);
    expect(stubPlan(graph, "replay")).toEqual(["stub", "noop", "noop", "stub", "shim", "ordinary", "expand", "expand"]);
    expect(stubPlan(graph, "emit")).toEqual(["sandboxed", "ordinary", "ordinary", "sandboxed", "sandboxed-macro", "ordinary", "expand", "expand"]);
  });

  it("compiles what a build script uses as well, and everything below it", () => {
    const graph = sketchGraph([
      { name: "proc_macro2" },
      { name: "syn", dependencies: [0] },
      { name: "derive", kind: "proc-macro", dependencies: [1] },
      { name: "app", kind: "custom-build", dependencies: [1] },
      { name: "app", kind: "custom-build", mode: "run-custom-build", dependencies: [3] },
      { name: "app", kind: "bin", dependencies: [2, 4] },
    ]);
    expect(stubPlan(graph, "replay")).toEqual(["ordinary", "ordinary", "shim", "ordinary", "ordinary", "expand"]);
    expect(stubPlan(graph, "emit").slice(0, 3)).toEqual(["sandboxed-and-native", "sandboxed-and-native", "sandboxed-macro"]);
  });

  it("keeps two versions of one package apart, but not two units that look alike", () => {
    const versions = sketchGraph([
      { name: "syn", version: "1.0.0" },
      { name: "syn", version: "2.0.0" },
      { name: "derive", kind: "proc-macro", dependencies: [0] },
      { name: "app", kind: "bin", dependencies: [1, 2] },
    ]);
    expect(stubPlan(versions, "replay").slice(0, 2)).toEqual(["stub", "ordinary"]);
    const alike = sketchGraph([
      { name: "memchr" },
      { name: "syn", dependencies: [0] },
      { name: "syn" },
      { name: "derive", kind: "proc-macro", dependencies: [1] },
      { name: "app", kind: "bin", dependencies: [2, 3] },
    ]);
    expect(stubPlan(alike, "replay")).toEqual(["ordinary", "ordinary", "ordinary", "shim", "expand"]);
  });

  it("leaves a macro crate's own check, test and root documentation alone", () => {
    const graph = sketchGraph(
      [
        { name: "syn" },
        { name: "syn", mode: "check" },
        { name: "mac", kind: "proc-macro", dependencies: [0] },
        { name: "mac", kind: "proc-macro", mode: "check", dependencies: [1] },
        { name: "mac", kind: "proc-macro", mode: "doc", dependencies: [1] },
        { name: "app", mode: "check", dependencies: [2] },
      ],
      [3, 4, 5],
    );
    expect(stubPlan(graph, "replay")).toEqual(["stub", "ordinary", "shim", "ordinary", "ordinary", "expand"]);
  });

  it("documents a dependency's macro crate from its shim, and not what it uses", () => {
    const graph = sketchGraph([
      { name: "syn", mode: "doc" },
      { name: "derive", kind: "proc-macro", mode: "doc", dependencies: [0] },
      { name: "derive", kind: "proc-macro" },
      { name: "app", mode: "doc", dependencies: [1, 2] },
    ]);
    expect(stubPlan(graph, "replay")).toEqual(["stub", "shim", "shim", "expand"]);
  });

  it("stubs a macro crate that only macro crates use", () => {
    const graph = sketchGraph([
      { name: "inner", kind: "proc-macro" },
      { name: "helper", dependencies: [0] },
      { name: "outer", kind: "proc-macro", dependencies: [1] },
      { name: "app", kind: "bin", dependencies: [2] },
    ]);
    expect(stubPlan(graph, "replay")).toEqual(["stub", "stub", "shim", "expand"]);
    expect(stubPlan(graph, "emit")).toEqual(["sandboxed-macro", "sandboxed", "sandboxed-macro", "expand"]);
  });
});

describe("stubPlan, for any graph", () => {
  const forAll = (mode: "replay" | "emit", law: (graph: UnitGraph, treatments: readonly Treatment[], index: number) => void): void => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const treatments = stubPlan(graph, mode);
        for (const index of graph.units.keys()) law(graph, treatments, index);
      }),
      { numRuns: 2000 },
    );
  };
  const dependencies = (graph: UnitGraph, index: number) => graph.units[index]?.dependencies ?? [];

  it("no unit that is compiled natively depends on a stub", () => {
    for (const mode of ["replay", "emit"] as const) {
      forAll(mode, (graph, treatments, index) => {
        if (!native.has(treatments[index] as Treatment)) return;
        for (const dependency of dependencies(graph, index)) {
          const treatment = treatments[dependency] as Treatment;
          expect(native.has(treatment) || ["shim", "sandboxed-macro"].includes(treatment) || (mode === "emit" && graph.units[dependency]?.mode === "doc")).toBe(true);
        }
      });
    }
  });

  it("no macro crate's build is compiled natively", () => {
    for (const mode of ["replay", "emit"] as const) {
      forAll(mode, (graph, treatments, index) => {
        const unit = graph.units[index];
        if (unit === undefined || !isProcMacro(unit) || unit.mode !== "build") return;
        expect(treatments[index]).toMatch(mode === "emit" ? /^sandboxed-macro$/ : /^(?:shim|stub)$/);
      });
    }
  });

  it("units of one signature are treated alike, except that only some of them reach a macro", () => {
    for (const mode of ["replay", "emit"] as const) {
      forAll(mode, (graph, treatments, index) => {
        const signature = unitSignature(graph.units[index] as UnitGraph["units"][number]);
        graph.units.forEach((other, at) => {
          if (unitSignature(other) !== signature) return;
          const [one, two] = [treatments[index], treatments[at]].map((each) => (each === "ordinary" ? "expand" : each));
          expect(one).toBe(two);
        });
      });
    }
  });

  it("what the roots do not need natively is not compiled natively", () => {
    forAll("replay", (graph, treatments) => {
      const anyMacro = graph.units.some((unit) => isProcMacro(unit));
      if (!anyMacro) expect(new Set(treatments)).not.toContain("shim");
      // Without equal signatures the rule is plain reachability.
      const signatures = graph.units.map(unitSignature);
      if (new Set(signatures).size !== signatures.length) return;
      const reached = new Set<number>();
      const isMacro = (at: number): boolean => {
        const unit = graph.units[at] as UnitGraph["units"][number];
        return isProcMacro(unit) && (unit.mode === "build" || (unit.mode === "doc" && !graph.roots.includes(at)));
      };
      const visit = (at: number): void => {
        if (reached.has(at) || isMacro(at)) return;
        reached.add(at);
        dependencies(graph, at).forEach(visit);
      };
      graph.roots.forEach(visit);
      graph.units.forEach((_, at) => expect(native.has(treatments[at] as Treatment)).toBe(reached.has(at)));
    });
  });

  it("at emit, whatever a macro crate is built from is compiled for the sandbox", () => {
    forAll("emit", (graph, treatments, index) => {
      if (!forSandbox.has(treatments[index] as Treatment)) return;
      for (const dependency of dependencies(graph, index)) {
        const unit = graph.units[dependency] as UnitGraph["units"][number];
        if (isBuildScript(unit) || unit.mode !== "build") continue;
        expect(forSandbox.has(treatments[dependency] as Treatment)).toBe(true);
      }
    });
  });
});
