import fc from "fast-check";
import type { Unit, UnitGraph, UnitMode } from "#cargo";

export interface UnitSketch {
  readonly name: string;
  readonly kind?: string;
  readonly mode?: UnitMode;
  readonly features?: readonly string[];
  readonly dependencies?: readonly number[];
  readonly version?: string;
  readonly optLevel?: string;
}

/** A graph from the little that matters in a test. The roots are the units that nothing depends on, unless given. */
export function sketchGraph(sketches: readonly UnitSketch[], roots?: readonly number[]): UnitGraph {
  const used = new Set(sketches.flatMap(({ dependencies = [] }) => dependencies));
  return {
    units: sketches.map(sketchUnit),
    roots: roots ?? [...sketches.keys()].filter((index) => !used.has(index)),
  };
}

function sketchUnit({ name, kind = "lib", mode = "build", features = [], dependencies = [], version = "1.0.0", optLevel = "0" }: UnitSketch): Unit {
  const source = "registry+https://example.org/index";
  const isScript = kind === "custom-build";
  return {
    packageId: `${source}#${name}@${version}`,
    package: { name, version, source, directory: undefined },
    target: {
      kind: [kind],
      name: isScript ? "build-script-build" : name,
      root: `/src/${name}-${version}/${isScript ? "build.rs" : "lib.rs"}`,
      edition: "2021",
    },
    optLevel,
    platform: null,
    mode,
    features,
    dependencies,
  };
}

/**
 * Graphs as cargo makes them: units depend on earlier ones only; a few names, features and modes,
 * so that equal signatures are frequent; some packages have build scripts.
 */
export const randomGraph: fc.Arbitrary<UnitGraph> = fc
  .array(
    fc.record({
      name: fc.constantFrom("syn", "quote", "util", "core", "derive", "app"),
      isMacro: fc.boolean(),
      mode: fc.constantFrom<UnitMode>("build", "build", "build", "check", "test", "doc"),
      features: fc.subarray(["a", "b"]),
      script: fc.boolean(),
      dependencies: fc.array(fc.nat(40), { maxLength: 4 }),
      isRoot: fc.boolean(),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((packages) => {
    const sketches: UnitSketch[] = [];
    const libraries: number[] = [];
    const roots: number[] = [];
    for (const { name, isMacro, mode, features, script, dependencies, isRoot } of packages) {
      const own = [...new Set(dependencies.flatMap((each) => (libraries.length === 0 ? [] : [libraries[each % libraries.length] as number])))];
      if (script) {
        const buildDependencies = own.filter((each) => sketches[each]?.mode === "build").slice(0, 1);
        sketches.push({ name, kind: "custom-build", features, dependencies: buildDependencies });
        sketches.push({ name, kind: "custom-build", features, mode: "run-custom-build", dependencies: [sketches.length - 1] });
        own.push(sketches.length - 1);
      }
      const kind = isMacro ? "proc-macro" : "lib";
      sketches.push({ name: isMacro ? `${name}_macros` : name, kind, mode, features, dependencies: own });
      libraries.push(sketches.length - 1);
      if (isRoot) roots.push(sketches.length - 1);
    }
    return sketchGraph(sketches, roots.length === 0 ? [sketches.length - 1] : roots);
  });
