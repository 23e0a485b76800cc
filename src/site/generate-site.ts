import path from "node:path";
import { reviewsOf } from "#approval";
import type { AllowedFlags } from "#audit";
import { type CacheDifference, type Changed, differenceSince, type EntryFlag, entryFacts, entryFile, entryFlags, leftOutOf, listEntryPaths, loadEntry, type LoadedEntry, visibleName } from "#review/entries";
import { entryView } from "./entry-view.ts";
import { chunkScript, indexRow, indexScript, rowsPerChunk, searchWords, wordsPerChunk } from "./index-chunks.ts";
import { listViews } from "./list-views.ts";
import { macroOf, overviewView } from "./overview-view.ts";
import { entryPage } from "./page-paths.ts";
import { PageRenderer, siteScript, styleSheet } from "./render-page.ts";
import type { SiteEntry, SiteFrame } from "./site-entry.ts";

export interface SiteRequest {
  readonly cacheDirectory: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Show only what is other than in this git revision, with differences. */
  readonly since: string | undefined;
  readonly allowed: AllowedFlags;
  /** For a server: pages reload when it says that there are newer ones. */
  readonly live?: boolean;
  /** Most entries that get a page. */
  readonly limit: number;
  /** Told of each entry. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

export interface SiteSummary {
  readonly entries: number;
  readonly pages: number;
  readonly leftOut: readonly string[];
}

/** A page, style sheet or script; `path` is below the site's root, with `/`. */
export type WriteSiteFile = (path: string, text: string) => void | Promise<void>;

interface Source {
  readonly file: ReturnType<typeof entryFile>;
  readonly load: () => LoadedEntry;
  readonly change?: string | undefined;
  readonly changed?: Changed | undefined;
}

/**
 * Makes the review site, file by file. The same cache gives the same files. Throws SC0504 for a revision that git does
 * not know.
 */
export async function generateSite(request: SiteRequest, write: WriteSiteFile): Promise<SiteSummary> {
  const { cacheDirectory, cwd, since, allowed, limit, onProgress } = request;
  const { sources, difference, leftOut } = await sourcesOf(request);
  const kept = sources.slice(0, limit);
  if (sources.length > kept.length) leftOut.push(`${sources.length - kept.length} of ${sources.length} entries: the site has pages for ${limit} at most (--limit)`);
  const shownDirectory = path.relative(cwd, cacheDirectory).split(path.sep).join("/") || ".";
  const frame: SiteFrame = {
    name: visibleName(path.basename(path.dirname(cacheDirectory)) || shownDirectory),
    since: since === undefined ? undefined : visibleName(since),
    commit: difference?.commit.slice(0, 12),
    footer: "Made by silcrow from the macro cache; it needs no network. Keys: / search, n and p the next entry and the one before.",
  };
  const renderer = new PageRenderer(request.live);
  let pages = 0;
  const writePage = async (page: string, name: Parameters<PageRenderer["render"]>[0], view: object): Promise<void> => {
    pages++;
    await write(page, renderer.render(name, view));
  };

  const entries: SiteEntry[] = [];
  const reviews = reviewsOf(cacheDirectory);
  leftOut.push(...reviews.problems.map((problem) => `reviews that cannot be read: ${visibleName(problem)}`));
  const budget = { bytes: countedText };
  const words: string[] = [];
  const wordChunks: number[] = [];
  for (const [index, { file, load, change, changed }] of kept.entries()) {
    const loaded = load();
    const flags = entryFlags(loaded, allowed);
    const entry: SiteEntry = { facts: entryFacts(loaded, budget, allowed), page: entryPage(file.path), flags: kindsOf(flags), reviews: reviews.find(loaded), change };
    const [before, next] = [kept[index - 1], kept[index + 1]].map((other) => (other === undefined ? undefined : entryPage(other.file.path)));
    await writePage(entry.page, "entry", entryView(entry, loaded, { frame, shownDirectory, before, next, changed, flags }));
    // What its place and its flags say is kept; texts are not.
    entries.push(entry);
    words.push(searchWords(loaded));
    if (words.length === wordsPerChunk || index === kept.length - 1) {
      await write(`assets/words-${wordChunks.length}.js`, chunkScript("words", index + 1 - words.length, words));
      wordChunks.push(index);
      words.length = 0;
    }
    onProgress?.(index + 1, kept.length);
  }
  await writeLists(frame, entries, writePage);
  await writeIndex(entries, wordChunks.length, write);
  await writePage("index.html", "overview", overviewView({ frame, entries, difference, allowed, notices: leftOut.map((text) => `Left out: ${text}.`) }));
  await write("assets/style.css", styleSheet());
  await write("assets/site.js", siteScript(request.live));
  return { entries: entries.length, pages, leftOut };
}

/** Bytes of text that are lexed to count tokens. */
const countedText = 256 * 1024 * 1024;

async function sourcesOf({ cacheDirectory, env, since }: SiteRequest): Promise<{ sources: Source[]; difference: CacheDifference | undefined; leftOut: string[] }> {
  if (since === undefined) {
    const { paths, unreadable } = listEntryPaths(cacheDirectory);
    const sources = paths.map(entryFile).map((file): Source => ({ file, load: () => loadEntry(cacheDirectory, file) }));
    return { sources, difference: undefined, leftOut: leftOutOf(0, unreadable) };
  }
  const { difference, leftOut } = await differenceSince({ cacheDirectory, env, revision: since });
  const source = (entry: LoadedEntry, change: string, changed?: Changed): Source => ({ file: entry.file, load: () => entry, change, changed });
  const { changed, spans, unreadable, added, gone, moved, layout, same } = difference;
  const sources = [
    ...changed.flatMap(({ changes }) => changes.map((change) => source(change.pair.new, "changed", change))),
    ...spans.map(({ pair }) => source(pair.new, "other spans")),
    ...unreadable.map(({ pair }) => source(pair.new, "cannot be compared")),
    ...added.map((entry) => source(entry, "new")),
    ...gone.map((entry) => source(entry, "gone")),
    ...moved.map(({ pair }) => source(pair.new, "moved")),
    ...layout.map(({ pair }) => source(pair.new, "laid out anew")),
    ...same.map(({ pair }) => source(pair.new, "same expansion")),
  ];
  return { sources, difference, leftOut: [...leftOut] };
}

function kindsOf(flags: readonly EntryFlag[]): SiteEntry["flags"] {
  return [...new Map(flags.map(({ id, severity, allowed }) => [id, { id, severity, allowed }])).values()];
}

async function writeLists(frame: SiteFrame, entries: readonly SiteEntry[], writePage: (page: string, name: "list", view: object) => Promise<void>): Promise<void> {
  const lists: ["modules" | "macros" | "flags", Map<string, SiteEntry[]>][] = [
    ["modules", Map.groupBy(entries, ({ facts }) => [facts.crate, facts.module].filter((part) => part !== "").join("::"))],
    ["macros", Map.groupBy(entries, macroOf)],
    ["flags", new Map()],
  ];
  // A crate has a list of its own also where all of it is in modules.
  for (const [crate, inside] of Map.groupBy(entries, ({ facts }) => facts.crate)) lists[0]![1].set(crate, inside);
  const flags = lists[2]![1];
  for (const entry of entries) {
    for (const { id, allowed } of entry.flags) {
      if (allowed) continue;
      const flagged = flags.get(id);
      if (flagged === undefined) flags.set(id, [entry]);
      else flagged.push(entry);
    }
  }
  for (const [kind, groups] of lists) {
    for (const [name, group] of groups) {
      for (const { page, view } of listViews(frame, kind, name, group)) await writePage(page, "list", view);
    }
  }
}

async function writeIndex(entries: readonly SiteEntry[], wordChunks: number, write: WriteSiteFile): Promise<void> {
  const names = (of: (entry: SiteEntry) => readonly string[]): string[] => [...new Set(entries.flatMap(of))].sort();
  const chunks = Math.ceil(entries.length / rowsPerChunk);
  for (let chunk = 0; chunk < chunks; chunk++) {
    const first = chunk * rowsPerChunk;
    await write(`assets/rows-${chunk}.js`, chunkScript("rows", first, entries.slice(first, first + rowsPerChunk).map(indexRow)));
  }
  const index = {
    rows: chunks,
    words: wordChunks,
    crates: names(({ facts }) => [visibleName(facts.crate)]),
    macros: names(({ facts }) => [visibleName(facts.macro)]),
    flags: names(({ facts }) => facts.flags),
  };
  await write("assets/index.js", indexScript(index));
}
