import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Entry } from "#format/entry";
import { type EntryFile, entryFile } from "./entry-files.ts";
import { SourceLines } from "./item-extent.ts";
import type { LoadedEntry } from "./load-entry.ts";
import { type LineRange, occurrencesOf, trimmedLines } from "./occurrences.ts";
import type { SourcePlace } from "./select-entries.ts";

export interface PlaceRequest {
  readonly place: SourcePlace;
  /** Of all entries. */
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly load: (file: EntryFile, mention: string) => LoadedEntry | undefined;
}

/**
 * The entries whose invocation covers a line. Recorded lines may be stale, so the invocation's text is looked for
 * in the file as it is now; the record counts only for those that are not found there.
 */
export function entriesAtLine({ place, paths, cwd, load }: PlaceRequest): EntryFile[] {
  const source = findSource(place.file, cwd);
  const now = source?.text === undefined ? undefined : { trimmed: trimmedLines(source.text), tokens: new SourceLines(source.text) };
  const name = path.posix.basename(place.file);
  const [likely, others] = byModule(place.file, paths);
  // Entries lie in folders that are named like modules, and so like files; what `#[path]` turned around comes second.
  for (const candidates of [likely, others]) {
    const found = candidates.map(entryFile).filter((file) => {
      const entry = load(file, name)?.entry;
      if (entry === undefined || !isSameFile(entry.metadata.source_file, place.file, source)) return false;
      return place.line === undefined || coversLine(place.line, entry, now);
    });
    if (found.length > 0) return ofThePackage(found, source);
  }
  return [];
}

/** The file as it is. */
interface CurrentFile {
  readonly trimmed: readonly string[];
  readonly tokens: SourceLines;
}

function coversLine(line: number, { invocation, metadata }: Entry, now: CurrentFile | undefined): boolean {
  const { expand_linenum, macro_kind, macro_item } = metadata;
  return extents().some(({ first, last }) => first <= line && line <= last);

  function extents(): readonly LineRange[] {
    const found = now === undefined ? [] : occurrencesOf(invocation, macro_kind, now.trimmed);
    if (found.length > 0) return found;
    // What other macros made is printed from tokens and may have many more lines than the source.
    const there = now?.tokens.extentAt(expand_linenum, macro_item.split("::").at(-1) ?? "", macro_kind);
    return [there ?? { first: expand_linenum, last: expand_linenum + invocation.split("\n").length - 1 }];
  }
}

interface Source {
  /** With `/`, relative to the package; undefined where there is no Cargo.toml above. */
  readonly inPackage: string | undefined;
  /** Crate names that the file's package may have, from its Cargo.toml and the file's own name. */
  readonly crates: ReadonlySet<string>;
  readonly text: string | undefined;
}

const largestSource = 16 * 1024 * 1024;

function findSource(file: string, cwd: string): Source | undefined {
  const absolute = path.resolve(cwd, file);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (found?.isFile() !== true) return undefined;
  const text = found.size > largestSource ? undefined : readFileSync(absolute, "utf8");
  for (let folder = path.dirname(absolute); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "Cargo.toml");
    if (statSync(manifest, { throwIfNoEntry: false })?.isFile() === true) {
      const names = namesIn(manifest);
      const stem = path.basename(absolute, ".rs");
      const crates = [...names, ...names.map((name) => `${name}_build_script`), stem].map((name) => name.replaceAll("-", "_"));
      return { inPackage: path.relative(folder, absolute).split(path.sep).join("/"), crates: new Set(crates), text };
    }
    if (path.dirname(folder) === folder) return { inPackage: undefined, crates: new Set(), text };
  }
}

/** Names of the package and its targets. Anything else that is called `name` does no harm. */
function namesIn(manifest: string): string[] {
  if (statSync(manifest).size > largestManifest) return [];
  return [...readFileSync(manifest, "utf8").matchAll(/^[ \t]*name[ \t]*=[ \t]*["']([^"'\n]+)["']/gm)].map(([, name]) => name ?? "");
}

const largestManifest = 1024 * 1024;

/** A path that is no file from here is taken as the end of one: `main.rs`, or `src/main.rs` of any package. */
function isSameFile(recorded: string | undefined, wanted: string, source: Source | undefined): boolean {
  if (recorded === undefined) return false;
  if (source?.inPackage !== undefined) return recorded === source.inPackage;
  const plain = wanted.replace(/^(?:\.\/)+/, "");
  return recorded === plain || recorded.endsWith(`/${plain}`) || plain.endsWith(`/${recorded}`);
}

/** Packages of a workspace have files of the same name; the crate tells them apart if it is known. */
function ofThePackage(found: EntryFile[], source: Source | undefined): EntryFile[] {
  const own = found.filter(({ crate }) => source?.crates.has(crate) === true);
  return own.length > 0 ? own : found;
}

/** First the paths of entries that lie in a folder named like the file or its folder, then the rest. */
function byModule(file: string, paths: readonly string[]): [readonly string[], readonly string[]] {
  const stem = path.posix.basename(file, ".rs");
  const module = stem === "mod" ? path.posix.basename(path.posix.dirname(file)) : stem;
  if (["main", "lib", "build", ".", ""].includes(module)) return [paths, []];
  const folder = `/${module.replaceAll("-", "_")}/`;
  const likely: string[] = [];
  const others: string[] = [];
  for (const entry of paths) (`/${entry}`.includes(folder) ? likely : others).push(entry);
  return [likely, others];
}
