import { h12, sha256 } from "#format";

export interface EntryPlace {
  /** Folder of the crate. */
  readonly crate: string;
  /** Modules below the crate's root. */
  readonly modules: readonly string[];
  readonly item: string | undefined;
  readonly macroName: string;
  /** `hash` of the invocation. */
  readonly key: string;
  /** Canonical JSON of `depends`, when the macro observed anything. */
  readonly depends: string | undefined;
}

/**
 * Path of an entry below the cache directory, with `/` (docs/contracts.md §7). It is made of names from the
 * source, so nothing in it can lead out of the directory, and every part is short enough for file systems.
 */
export function entryPath(place: EntryPlace): string {
  const shown = place.modules.length > deepest ? [...place.modules.slice(0, deepest - 1), place.modules.at(-1) ?? ""] : place.modules;
  const folders = [place.crate, ...shown].map(safeName);
  const variant = place.depends === undefined ? "" : `-${h12(sha256(place.depends)).slice(0, 6)}`;
  const names = [place.item, place.macroName].flatMap((name) => (name === undefined ? [] : [safeName(name)]));
  return [...folders, `${names.join(".")}.${h12(place.key)}${variant}.rsm`].join("/");
}

const deepest = 16;
const longest = 60;

/** Letters, digits and underscores; anything else, such as a dot or a slash, becomes an underscore. */
function safeName(name: string): string {
  const clean = name.normalize("NFC").replace(/[^\p{L}\p{N}\p{M}_-]/gu, "_");
  // Windows keeps these names to itself, in any folder.
  const free = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(clean) ? `${clean}_` : clean;
  let short = free;
  while (Buffer.byteLength(short) > longest) short = [...short].slice(0, -1).join("");
  return short === "" ? "_" : short;
}

/** Whether a crate folder, as the wrapper names it, is a single plain name. */
export function isCrateDirectory(name: string): boolean {
  return name !== "" && safeName(name) === name;
}
