import { type EntryFile, entryFile, listEntryPaths, loadEntry, type LoadedEntry } from "#review/entries";
import { contentHash } from "./content-hash.ts";
import type { Ledger } from "./ledger.ts";
import { readLedgers } from "./ledger-files.ts";

export interface SaidOf {
  readonly reviewer: string;
  readonly note?: string | undefined;
}

/** An entry and what reviewers said of its content. */
export interface ReviewedEntry {
  readonly file: EntryFile;
  /** Undefined where the entry cannot be reviewed: see `problem`. */
  readonly hash: string | undefined;
  readonly problem: string | undefined;
  readonly accepted: readonly SaidOf[];
  /** A question stands until who asked it accepts, or the content is another. */
  readonly questions: readonly SaidOf[];
}

export type ReviewStatus = "reviewed" | "question" | "unreviewed" | "unreadable";

export interface ReviewState {
  readonly entries: readonly ReviewedEntry[];
  /** Ledgers and folders that cannot be read, in words. */
  readonly problems: readonly string[];
}

export function statusOf({ hash, accepted, questions }: ReviewedEntry): ReviewStatus {
  if (hash === undefined) return "unreadable";
  if (questions.length > 0) return "question";
  return accepted.length > 0 ? "reviewed" : "unreviewed";
}

/** What is in a cache, and what was said of it. `load` also is told of each entry. */
export function readReviewState(cacheDirectory: string, onProgress?: (done: number, of: number) => void): ReviewState {
  const { ledgers, problems } = readLedgers(cacheDirectory);
  const { paths, unreadable } = listEntryPaths(cacheDirectory);
  const said = byHash(ledgers);
  const entries = paths.map((place, index) => {
    onProgress?.(index + 1, paths.length);
    return stateOf(loadEntry(cacheDirectory, entryFile(place)), said);
  });
  return { entries, problems: [...problems, ...unreadable.map((folder) => `${folder}: the folder cannot be read`)] };
}

type Said = ReadonlyMap<string, { readonly accepted: SaidOf[]; readonly questions: SaidOf[] }>;

export function byHash(ledgers: readonly Ledger[]): Said {
  const said = new Map<string, { accepted: SaidOf[]; questions: SaidOf[] }>();
  for (const { reviewer, lines } of ledgers) {
    for (const { hash, verdict, note } of lines) {
      const known = said.get(hash) ?? { accepted: [], questions: [] };
      known[verdict === "accepted" ? "accepted" : "questions"].push({ reviewer, note });
      said.set(hash, known);
    }
  }
  return said;
}

function stateOf(loaded: LoadedEntry, said: Said): ReviewedEntry {
  const content = contentHash(loaded);
  if (!content.ok) return { file: loaded.file, hash: undefined, problem: content.problem, accepted: [], questions: [] };
  const { accepted = [], questions = [] } = said.get(content.hash) ?? {};
  return { file: loaded.file, hash: content.hash, problem: undefined, accepted, questions };
}
