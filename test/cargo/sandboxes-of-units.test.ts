import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBuildScript, isProcMacro, macroCrates, sandboxesOfUnits, stubPlan, unitSignature } from "#cargo";
import { randomGraph, sketchGraph } from "./random-graph.ts";

describe("sandboxesOfUnits", () => {
  it("follows what a macro crate is linked from, and not the macros that it uses itself", () => {
    const graph = sketchGraph([
      { name: "ident" },
      { name: "syn", dependencies: [0] },
      { name: "plain", kind: "proc-macro", dependencies: [1] },
      { name: "stacker" },
      { name: "parser", kind: "proc-macro", dependencies: [2, 3, 0] },
      { name: "app", kind: "bin", dependencies: [4, 2] },
    ]);
    const sandboxes = sandboxesOfUnits(graph, macroCrates(graph, new Map()), (crate) => (crate.crateName === "parser" ? "process" : "wasm"));
    expect(graph.units.map((_, unit) => sandboxes(unit).join())).toEqual(["process,wasm", "wasm", "wasm", "process", "process", ""]);
  });

  it("names one for all that is compiled for a sandbox, and for what that needs no fewer", () => {
    fc.assert(
      fc.property(randomGraph, fc.infiniteStream(fc.boolean()), (graph, choices) => {
        const kinds = new Map(macroCrates(graph, new Map()).map((crate) => [crate.item, choices.next().value === true ? "process" : "wasm"] as const));
        const sandboxes = sandboxesOfUnits(graph, macroCrates(graph, new Map()), (crate) => kinds.get(crate.item) ?? "wasm");
        const treatments = stubPlan(graph, "emit");
        const bySignature = new Map<string, string>();
        for (const [index, unit] of graph.units.entries()) {
          if (treatments[index]?.startsWith("sandboxed") === true) expect(sandboxes(index)).not.toEqual([]);
          const signature = unitSignature(unit);
          expect(bySignature.get(signature) ?? sandboxes(index).join()).toBe(sandboxes(index).join());
          bySignature.set(signature, sandboxes(index).join());
          for (const dependency of unit.dependencies) {
            const needed = graph.units[dependency];
            if (needed === undefined || isProcMacro(needed) || isBuildScript(needed) || isBuildScript(unit)) continue;
            expect(sandboxes(dependency)).toEqual(expect.arrayContaining([...sandboxes(index)]));
          }
        }
      }),
    );
  });
});
