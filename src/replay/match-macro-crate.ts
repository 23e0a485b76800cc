import { compatibleVersion, type ImplementationPackage, type MacroCrateRecord, type MacrosJson } from "#format";
import type { LockedPackage, MacroCrate } from "#cargo";

export type MacroCrateMatch =
  | { readonly kind: "match"; readonly record: MacroCrateRecord }
  /** macros.json has nothing by this name. */
  | { readonly kind: "missing" }
  /** It has, but the crate is not the one that was expanded. `differences` say how, one each. */
  | { readonly kind: "changed"; readonly differences: readonly string[] };

/**
 * Finds what emit recorded of a macro crate. Features of what a macro crate depends on may differ:
 * cargo unifies them over whatever the command builds. Dependencies may also be missing or extra
 * where they are for one operating system only, or for the sandbox; those are compared with Cargo.lock.
 */
export function matchMacroCrate(crate: MacroCrate, macros: MacrosJson, locked: readonly LockedPackage[] = []): MacroCrateMatch {
  const named = macros.macro_crates.filter((record) => record.package === crate.package.name && record.crate_name === crate.crateName);
  const exact = named.find((record) => record.macro_hash === crate.hash);
  if (exact !== undefined) return { kind: "match", record: exact };
  const compared = named.map((record) => ({ record, differences: [...differences(crate, record), ...elsewhere(crate, record, locked)] }));
  const best = compared.sort((a, b) => a.differences.length - b.differences.length)[0];
  if (best === undefined) return { kind: "missing" };
  return best.differences.length === 0 ? { kind: "match", record: best.record } : { kind: "changed", differences: best.differences };
}

function differences(crate: MacroCrate, record: MacroCrateRecord): string[] {
  const own = crate.package;
  const found: string[] = [];
  if (own.version !== record.version) found.push(`emit expanded version ${record.version}, this build uses ${own.version}`);
  if (own.source !== record.source) found.push(`emit took it from ${place(record.source)}, this build from ${place(own.source)}`);
  if (own.version === record.version && own.source === record.source && own.checksum !== record.checksum) {
    found.push(
      own.source === null
        ? "its source files are not those that emit compiled"
        : `emit had the checksum ${record.checksum ?? "none"}, this build has ${own.checksum ?? "none"}`,
    );
  }
  if (crate.edition !== record.edition) found.push(`emit expanded edition ${record.edition}, this build uses ${crate.edition}`);
  const features = (list: readonly string[]) => [...list].sort().join(", ") || "none";
  if (features(own.features) !== features(record.features)) {
    found.push(`emit had the features ${features(record.features)}; this build has ${features(own.features)}`);
  }
  return [...found, ...crate.dependencies.flatMap((dependency) => dependencyDifference(dependency, record))];
}

function dependencyDifference(dependency: ImplementationPackage, record: MacroCrateRecord): string[] {
  const { name, version, source, checksum } = dependency;
  const compatible = record.dependencies.filter(
    (each) => each.name === name && compatibleVersion(each.version) === compatibleVersion(version),
  );
  if (compatible.length === 0) return [];
  if (compatible.some((each) => each.version === version && each.source === source && each.checksum === checksum)) return [];
  const recorded = compatible.map((each) => each.version).join(", ");
  return [
    recorded === version
      ? `its dependency ${name} ${version} is not the same as at emit`
      : `emit built it with ${name} ${recorded}, this build with ${name} ${version}`,
  ];
}

/** Dependencies that emit had and this build has not, of which Cargo.lock has another version or content by now. */
function elsewhere(crate: MacroCrate, record: MacroCrateRecord, locked: readonly LockedPackage[]): string[] {
  return record.dependencies.flatMap(({ name, version, checksum }) => {
    const isSame = (each: { readonly name: string; readonly version: string }): boolean =>
      each.name === name && compatibleVersion(each.version) === compatibleVersion(version);
    const now = locked.filter((each) => isSame(each) && each.checksum !== null);
    if (checksum === null || now.length === 0 || crate.dependencies.some(isSame)) return [];
    if (now.some((each) => each.version === version && each.checksum === checksum)) return [];
    return [`emit built it with ${name} ${version}, Cargo.lock has ${now.map((each) => each.version).join(", ")}`];
  });
}

function place(source: string | null): string {
  return source ?? "a folder";
}
