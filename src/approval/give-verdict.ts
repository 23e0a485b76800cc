import { entryFile, listEntryPaths, loadEntry, selectEntries } from "#review/entries";
import { contentHash } from "./content-hash.ts";
import type { LedgerLine, Verdict } from "./ledger.ts";
import { changeLedger } from "./ledger-files.ts";

export interface VerdictRequest {
  readonly cacheDirectory: string;
  readonly cwd: string;
  readonly reviewer: string;
  /** Paths, names or patterns, as `silcrow show` takes them. */
  readonly what: readonly string[];
  /** `withdrawn` takes back what this reviewer said. */
  readonly verdict: Verdict | "withdrawn";
  readonly note?: string | undefined;
}

export interface GivenVerdict {
  readonly entries: readonly string[];
  readonly missing: readonly { readonly what: string; readonly nearest: readonly string[] }[];
  /** Entries that nobody can review, and why. */
  readonly refused: readonly string[];
}

/** Records a verdict on entries. Nothing is recorded if one of them is not there or cannot be reviewed. */
export async function giveVerdict({ cacheDirectory, cwd, reviewer, what, verdict, note }: VerdictRequest): Promise<GivenVerdict> {
  const { paths } = listEntryPaths(cacheDirectory);
  const missing: { what: string; nearest: readonly string[] }[] = [];
  const wanted = new Set<string>();
  for (const one of what) {
    const selection = await selectEntries({ what: one, paths, cacheDirectory, cwd, load: (file, mention) => loadEntry(cacheDirectory, file, mention) });
    if (selection.kind === "none") missing.push({ what: one, nearest: selection.nearest });
    else for (const { path } of selection.files) wanted.add(path);
  }
  const refused: string[] = [];
  const lines = [...wanted].sort().flatMap((place): LedgerLine[] => {
    const file = entryFile(place);
    const content = contentHash(loadEntry(cacheDirectory, file));
    if (content.ok) return [{ entry: file.label, hash: content.hash, verdict: verdict === "withdrawn" ? "accepted" : verdict, note }];
    refused.push(`${place}: ${content.problem}`);
    return [];
  });
  if (missing.length > 0 || refused.length > 0) return { entries: [], missing, refused };
  if (verdict === "withdrawn") changeLedger(cacheDirectory, reviewer, [], new Set(lines.map(({ hash }) => hash)));
  else changeLedger(cacheDirectory, reviewer, lines);
  return { entries: [...wanted], missing, refused };
}
