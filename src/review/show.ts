import path from "node:path";
import type { AllowedFlags } from "#audit";
import { paletteFor } from "./display/palette.ts";
import { renderEntry, type RenderEntryOptions } from "./display/render-entry.ts";
import { visibleJson, visibleName } from "./display/visible-text.ts";
import { type EntryFile, listEntryPaths } from "./reading/entry-files.ts";
import { type LoadedEntry, loadEntry } from "./reading/load-entry.ts";
import { selectEntries } from "./reading/select-entries.ts";

export interface ShowRequest {
  readonly cacheDirectory: string;
  readonly cwd: string;
  /** `file.rs:line`, names, paths of entries, patterns. */
  readonly what: readonly string[];
  readonly sections: RenderEntryOptions["sections"];
  readonly spans: boolean;
  readonly format: "text" | "json";
  readonly color: boolean;
  /** Most entries that are shown. */
  readonly limit: number;
  /** Flags that the project allows. */
  readonly allowed: AllowedFlags;
}

export interface Shown {
  /** What was asked for and is not there. */
  readonly missing: readonly { readonly what: string; readonly nearest: readonly string[] }[];
  readonly shown: number;
  /** What is wrong with entries of which only one section is shown. */
  readonly problems: readonly string[];
  /** What was found and is not shown, in words. */
  readonly leftOut: readonly string[];
}

/** Writes the entries that are asked for, each once and in the order of the cache. `write` is not called if there are none. */
export async function showEntries(request: ShowRequest, write: (text: string) => Promise<void>): Promise<Shown> {
  const { cacheDirectory, cwd, what, limit, format } = request;
  const { paths, unreadable } = listEntryPaths(cacheDirectory);
  const load = (file: EntryFile, mention: string): LoadedEntry | undefined => loadEntry(cacheDirectory, file, mention);
  const wanted = new Map<string, EntryFile>();
  const missing: { what: string; nearest: readonly string[] }[] = [];
  for (const one of what) {
    const selection = await selectEntries({ what: one, paths, cacheDirectory, cwd, load });
    if (selection.kind === "none") missing.push({ what: one, nearest: selection.nearest });
    else for (const file of selection.files) wanted.set(file.path, file);
  }
  const found = [...wanted.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const shown = found.slice(0, limit);
  const isAll = found.length === shown.length && unreadable.length === 0;
  const leftOut = isAll ? [] : (await import("./display/left-out.ts")).leftOutOf(found.length - shown.length, unreadable);
  const problems: string[] = [];
  if (shown.length > 0) {
    if (format === "json") await writeJson(shown, request, write);
    else await writeText(shown, request, write, problems);
  }
  return { missing, shown: shown.length, problems, leftOut };
}

async function writeText(
  files: readonly EntryFile[],
  request: ShowRequest,
  write: (text: string) => Promise<void>,
  problems: string[],
): Promise<void> {
  const { cacheDirectory, cwd, sections, spans, color, allowed } = request;
  const flagsOf = sections === "all" ? (await import("./reading/entry-flags.ts")).entryFlags : undefined;
  const palette = paletteFor(color);
  const relative = path.relative(cwd, cacheDirectory).split(path.sep).join("/");
  const shownDirectory = relative === "" ? "." : relative;
  for (const [index, file] of files.entries()) {
    const loaded = loadEntry(cacheDirectory, file);
    const text = await renderEntry(loaded, { sections, spans, color, palette, shownDirectory, flags: flagsOf?.(loaded, allowed) ?? [] });
    if (sections !== "all" && loaded.problem !== undefined) problems.push(visibleName(`${file.path}: ${loaded.problem}`));
    // A single section of a single entry goes on to other programs as it is; more of them need to be told apart.
    const title = sections !== "all" && files.length > 1 ? `${palette.quiet(`// ${visibleName(file.path)}`)}\n` : "";
    await write(`${index > 0 ? "\n" : ""}${title}${text}`);
  }
}

async function writeJson(files: readonly EntryFile[], request: ShowRequest, write: (text: string) => Promise<void>): Promise<void> {
  const { cacheDirectory, sections, spans, allowed } = request;
  const { entryFlags } = await import("./reading/entry-flags.ts");
  const { flagJson } = await import("./display/render-flags.ts");
  const pieces = spans ? (await import("./display/render-provenance.ts")).provenancePieces : undefined;
  await write("[\n");
  for (const [index, file] of files.entries()) {
    const loaded = loadEntry(cacheDirectory, file);
    const { entry, status, problem, size, cut } = loaded;
    const value = {
      entry: file.path,
      status,
      problem,
      bytes: size,
      bytes_left_out: cut > 0 ? cut : undefined,
      metadata: entry?.metadata,
      invocation: sections === "expansion" ? undefined : entry?.invocation,
      expansion: sections === "invocation" ? undefined : entry?.expansion,
      pieces: entry === undefined || cut > 0 ? undefined : pieces?.(entry),
      flags: entryFlags(loaded, allowed).map(flagJson),
    };
    await write(`${visibleJson(value)}${index === files.length - 1 ? "" : ","}\n`);
  }
  await write("]\n");
}
