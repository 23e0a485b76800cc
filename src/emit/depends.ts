import { type Depends, sha256 } from "#format";
import type { Observed } from "#sandbox";
import { observationHashes, type PackagePlace } from "./observation-hashes.ts";

/** The `depends` of an entry: hashes of what the macro looked at. Undefined when that was tokens alone. `state` when it keeps any. */
export function dependsOf(
  observed: Omit<Observed, "sawVirtualNames">,
  positions: Uint8Array | undefined,
  place: PackagePlace,
  state?: string,
): Depends | undefined {
  const names = Object.keys(observed.env).sort();
  const env = Object.fromEntries(
    names.map((name) => {
      const value = observed.env[name] ?? null;
      return [name, value === null ? null : sha256(value)];
    }),
  );
  const looked = observed.position || observed.spanDebug || observed.sourceText;
  const hashes = looked && positions !== undefined ? observationHashes(positions, place) : undefined;
  const depends: Depends = {
    ...(names.length > 0 ? { env } : {}),
    ...(observed.position && hashes !== undefined ? { position: hashes.position } : {}),
    ...(observed.spanDebug && hashes !== undefined ? { span_debug: hashes.spanDebug } : {}),
    ...(observed.sourceText && hashes !== undefined ? { source_text: hashes.sourceText } : {}),
    ...(observed.cwd === undefined ? {} : { cwd: sha256(observed.cwd) }),
    ...unlessEmpty("files", observed.files),
    ...unlessEmpty("directories", observed.directories),
    ...unlessEmpty("links", observed.links),
    ...(state === undefined ? {} : { state }),
  };
  return Object.keys(depends).length === 0 ? undefined : depends;
}

function unlessEmpty<K extends string, T extends object>(key: K, object: T): { [P in K]?: T } {
  return (Object.keys(object).length === 0 ? {} : { [key]: object }) as { [P in K]?: T };
}

/** Canonical JSON of `depends`: keys in the order above, names sorted, no white space. Part of the file's name. */
export function dependsText(depends: Depends): string {
  return JSON.stringify(depends);
}
