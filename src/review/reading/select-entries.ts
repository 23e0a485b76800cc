import path from "node:path";
import { type EntryFile, entryFile } from "./entry-files.ts";
import type { LoadedEntry } from "./load-entry.ts";


export interface SelectionRequest {
  /** What the user typed: `file.rs:line`, a name, an entry's path, or a pattern. */
  readonly what: string;
  /** Of all entries, sorted. */
  readonly paths: readonly string[];
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
export async function selectEntries(request: SelectionRequest): Promise<Selection> {
  const { what, paths, cacheDirectory, cwd, load } = request;
  if (what.endsWith(".rsm")) {
    const found = byPath(what, paths, [cwd, cacheDirectory]);
    if (found !== undefined) return { kind: "found", files: [entryFile(found)] };
  }
  const place = parseSourcePlace(what);
  if (place !== undefined) {
    const { entriesAtLine } = await import("./source-place.ts");
    const found = entriesAtLine({ place, paths, cwd, load });
    return found.length > 0 ? { kind: "found", files: found } : await none(what, paths);
  }
  const name = plainName(what);
  if (name === "") return { kind: "found", files: paths.map(entryFile) };
  const files = candidates(name, paths);
  for (const fits of /[*?]/.test(name) ? await globMatchers(name) : matchers(name)) {
    const found = files.filter(fits);
    if (found.length > 0) return { kind: "found", files: found };
  }
  return await none(name, paths);
}

async function none(name: string, paths: readonly string[]): Promise<Selection> {
  const { nearestNames } = await import("./nearest-names.ts");
  return { kind: "none", nearest: nearestNames(name, paths.map(entryFile)) };
}

/** The entries that a name can fit at all: taking every path apart would cost more than the rest of a look-up. */
function candidates(name: string, paths: readonly string[]): EntryFile[] {
  if (/[*?]/.test(name)) return paths.map(entryFile);
  const wanted = name.toLowerCase();
  const isKey = /^[0-9a-f]{6,64}$/.test(name);
  return paths.filter((place) => place.toLowerCase().includes(isKey ? wanted.slice(0, 12) : wanted)).map(entryFile);
}

/** A place in the source as the user names it. Without a line the whole file is meant. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number | undefined;
}

/** `src/main.rs`, `src/main.rs:12`, `src/main.rs:12:5`. */
export function parseSourcePlace(what: string): SourcePlace | undefined {
  const match = /^(.+\.rs)(?::(\d{1,9})(?::\d+)?)?:?$/.exec(what);
  if (match === null) return undefined;
  return { file: match[1]!.replaceAll("\\", "/"), line: match[2] === undefined ? undefined : Number(match[2]) };
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

async function globMatchers(pattern: string): Promise<((file: EntryFile) => boolean)[]> {
  const { matchesGlob } = await import("./matches-glob.ts");
  const lower = pattern.toLowerCase();
  return [
    ({ label }) => matchesGlob(label, pattern) || matchesGlob(label, `*/${pattern}`),
    ({ label }) => matchesGlob(label.toLowerCase(), `*${lower}*`),
  ];
}

function* matchers(name: string): Generator<(file: EntryFile) => boolean> {
  yield (file) => namesOf(file).includes(name);
  // The end of a path, with the macro or without; or a crate or module with all that is below it.
  yield ({ label, item }) => `/${label}`.endsWith(`/${name}`) || (item !== undefined && `/${withoutMacro(label)}`.endsWith(`/${name}`));
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

function byPath(what: string, paths: readonly string[], [cwd, cacheDirectory]: readonly [string, string]): string | undefined {
  const wanted = [path.resolve(cwd, what), path.resolve(cacheDirectory, what)].map((file) =>
    path.relative(cacheDirectory, file).split(path.sep).join("/"),
  );
  return paths.find((found) => wanted.includes(found));
}
