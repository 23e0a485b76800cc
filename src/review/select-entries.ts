import path from "node:path";
import type { EntryFile } from "./entry-files.ts";
import { matchesGlob } from "./matches-glob.ts";
import type { LoadedEntry } from "./load-entry.ts";
import { nearestNames } from "./nearest-names.ts";
import { entriesAtLine, parseSourcePlace } from "./source-place.ts";

export interface SelectionRequest {
  /** What the user typed: `file.rs:line`, a name, an entry's path, or a pattern. */
  readonly what: string;
  readonly files: readonly EntryFile[];
  readonly cacheDirectory: string;
  readonly cwd: string;
  readonly load: (file: EntryFile, mention: string) => LoadedEntry | undefined;
}

export type Selection =
  | { readonly kind: "found"; readonly files: readonly EntryFile[] }
  | { readonly kind: "none"; readonly nearest: readonly string[] };

/**
 * The entries that are meant. What fits exactly goes before what fits but for the case of letters, and that before
 * what only contains the text, so that a full name never brings in its longer relatives.
 */
export function selectEntries(request: SelectionRequest): Selection {
  const { what, files, cacheDirectory, cwd, load } = request;
  if (what.endsWith(".rsm")) {
    const file = byPath(what, files, [cwd, cacheDirectory]);
    if (file !== undefined) return { kind: "found", files: [file] };
  }
  const place = parseSourcePlace(what);
  if (place !== undefined) {
    const found = entriesAtLine({ place, files, cwd, load });
    return found.length > 0 ? { kind: "found", files: found } : { kind: "none", nearest: nearestNames(what, files) };
  }
  const name = plainName(what);
  if (name === "") return { kind: "found", files };
  for (const fits of matchers(name)) {
    const found = files.filter(fits);
    if (found.length > 0) return { kind: "found", files: found };
  }
  return { kind: "none", nearest: nearestNames(name, files) };
}

/** `wstr!`, `#[instrument]`, `derive(Serialize)` and `a::b` as file names have them: `wstr`, `a/b`. */
export function plainName(what: string): string {
  return what
    .trim()
    .replace(/^#!?\[\s*(.*?)\s*\]$/, "$1")
    .replace(/^derive\s*\(\s*(.*?)\s*\)$/, "$1")
    .replace(/!$/, "")
    .replaceAll("::", "/")
    .replace(/\br#/g, "")
    .replace(/^\/+|\/+$/g, "");
}

function* matchers(name: string): Generator<(file: EntryFile) => boolean> {
  if (/[*?]/.test(name)) {
    yield ({ label }) => matchesGlob(label, name) || matchesGlob(label, `*/${name}`);
    const lower = name.toLowerCase();
    yield ({ label }) => matchesGlob(label.toLowerCase(), `*${lower}*`);
    return;
  }
  yield (file) => namesOf(file).includes(name);
  // The end of a path, with the macro or without; or a crate or module with all that is below it.
  yield ({ label, item }) => label.endsWith(`/${name}`) || (item !== undefined && withoutMacro(label).endsWith(`/${name}`));
  yield ({ label }) => `/${label.slice(0, label.lastIndexOf("/") + 1)}`.includes(`/${name}/`);
  const lower = name.toLowerCase();
  yield (file) => namesOf(file).some((known) => known.toLowerCase() === lower);
  if (/^[0-9a-f]{6,64}$/.test(name)) yield ({ key }) => key !== "" && (key.startsWith(name) || name.startsWith(key));
  yield ({ label }) => label.includes(name);
  yield ({ label }) => label.toLowerCase().includes(lower);
}

function withoutMacro(label: string): string {
  return label.slice(0, label.lastIndexOf("."));
}

function namesOf({ item, macroName, label }: EntryFile): string[] {
  return item === undefined ? [macroName, label] : [item, macroName, `${item}.${macroName}`, label];
}

function byPath(what: string, files: readonly EntryFile[], [cwd, cacheDirectory]: readonly [string, string]): EntryFile | undefined {
  const wanted = [path.resolve(cwd, what), path.resolve(cacheDirectory, what)].map((file) =>
    path.relative(cacheDirectory, file).split(path.sep).join("/"),
  );
  return files.find((file) => wanted.includes(file.path));
}
