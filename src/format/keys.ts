import type { MacroKind } from "../sandbox/types.ts";
import { h12, sha256 } from "./hash.ts";
import { macroKindCodes } from "./wire-codes.ts";

export interface MacroCrateIdentity {
  /** The crate's name, as in `extern crate`. */
  readonly crateName: string;
  readonly packageName: string;
  /** cargo's source id, with or without the precise revision behind `#`; null for a path package. */
  readonly source: string | null;
  readonly version: string;
}

/** One package of what implements a macro. */
export interface ImplementationPackage {
  readonly name: string;
  readonly version: string;
  readonly source: string | null;
  /** Cargo.lock's checksum, the revision of a git package, or `pathPackageHash`. */
  readonly checksum: string | null;
  readonly features: readonly string[];
}

/** The crate part of `macro_item`, for example `serde_derive_1f0c2a9be4d7`: the same for compatible versions. */
export function macroItemCrate({ crateName, packageName, source, version }: MacroCrateIdentity): string {
  const identity = [packageName, sourceWithoutRevision(source), compatibleVersion(version)];
  return `${crateName}_${h12(sha256("silcrow-macro-1\0", identity.join("\0")))}`;
}

/** The `macro_item` of an entry, for example `serde_derive_1f0c2a9be4d7::Serialize`. */
export function macroItem(crate: MacroCrateIdentity, macroName: string): string {
  return `${macroItemCrate(crate)}::${macroName}`;
}

/** The `hash` of an entry: what names an invocation. The streams are in wire encoding without spans. */
export function invocationKey(item: string, kind: MacroKind, attrWire: Uint8Array, inputWire: Uint8Array): string {
  return sha256("silcrow-key-1\0", item, "\0", Uint8Array.of(macroKindCodes.indexOf(kind)), attrWire, inputWire);
}

/** The `macro_hash` of an entry: the macro's package and everything that it is built from, each once. */
export function implementationHash(
  macroPackage: ImplementationPackage,
  dependencies: readonly ImplementationPackage[],
): string {
  const lines = new Set(dependencies.map(implementationLine).sort());
  return sha256("silcrow-impl-1\n", implementationLine(macroPackage), ...lines);
}

/** The line for one package, with its line feed. */
export function implementationLine({ name, version, source, checksum, features }: ImplementationPackage): string {
  const fields = [name, version, source, checksum, [...features].sort().join(",")];
  return `${fields.map((field) => field || "-").join(" ")}\n`;
}

/** The content hash of a path package. `files` are its Cargo.toml, build.rs and src/**, paths relative with `/`. */
export function pathPackageHash(files: readonly { readonly path: string; readonly content: Uint8Array }[]): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return sha256(...sorted.map(({ path, content }) => `${path} ${sha256(content).slice("sha256:".length)}\n`));
}

/** `1` for 1.2.3, `0.4` for 0.4.7, `0.0.3` for 0.0.3: the versions that cargo takes for compatible share it. */
export function compatibleVersion(version: string): string {
  const [major = "0", minor = "0", patch = "0"] = version.replace(/[-+].*$/s, "").split(".");
  if (major !== "0") return major;
  return minor !== "0" ? `0.${minor}` : `0.0.${patch}`;
}

function sourceWithoutRevision(source: string | null): string {
  return (source ?? "").replace(/#.*$/s, "");
}

/** The crate part of a `macro_item`. */
export function macroCrateOf(item: string): string {
  return item.split("::", 1)[0] ?? "";
}
