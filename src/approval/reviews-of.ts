import type { LoadedEntry } from "#review/entries";
import { contentHash } from "./content-hash.ts";
import { readLedgers } from "./ledger-files.ts";
import { byHash, type SaidOf } from "./review-state.ts";

export interface Reviews {
  /** Who accepted an entry's content; with a note, who asks what. */
  readonly find: (loaded: LoadedEntry) => readonly SaidOf[];
  readonly problems: readonly string[];
}

/** What the ledgers of a cache say, for views of single entries. */
export function reviewsOf(cacheDirectory: string): Reviews {
  const { ledgers, problems } = readLedgers(cacheDirectory);
  const said = byHash(ledgers);
  const find = (loaded: LoadedEntry): readonly SaidOf[] => {
    // Without a ledger no content need be hashed.
    const content = said.size === 0 ? undefined : contentHash(loaded);
    const found = content?.ok === true ? said.get(content.hash) : undefined;
    if (found === undefined) return [];
    return [...found.questions.map(({ reviewer, note = "" }) => ({ reviewer, note })), ...found.accepted.map(({ reviewer }) => ({ reviewer }))];
  };
  return { find, problems };
}
