import { isRecord } from "#format/reading";

export type Verdict = "accepted" | "question";

/** What one reviewer said of one content. */
export interface LedgerLine {
  /** `crate/module/Item.Macro`, for people: what was reviewed is the content. */
  readonly entry: string;
  readonly hash: string;
  readonly verdict: Verdict;
  readonly note?: string | undefined;
}

/** All that one reviewer said. */
export interface Ledger {
  /** `Ada Lovelace <ada@example.org>` */
  readonly reviewer: string;
  readonly lines: readonly LedgerLine[];
}

export interface ParsedLedger {
  readonly ledger: Ledger | undefined;
  /** What cannot be read, in words; it counts for nothing. */
  readonly problems: readonly string[];
}

/** The newest ledgers that this program reads, and those that it writes. */
export const ledgerVersion = 1;

/**
 * Reads a ledger: an object on each line, the first of which says whose it is. A line that cannot be read, such as a
 * mark of a merge, is a problem and no verdict.
 */
export function parseLedger(text: string): ParsedLedger {
  const [first = "", ...rest] = text.split("\n");
  const head = parseLine(first);
  const version = head?.["silcrow_reviews"];
  if (typeof version === "number" && version > ledgerVersion) return { ledger: undefined, problems: [`it was written by a newer silcrow (version ${version})`] };
  const reviewer = head?.["reviewer"];
  if (version !== ledgerVersion || typeof reviewer !== "string") return { ledger: undefined, problems: ["line 1 does not say whose reviews these are"] };
  const problems: string[] = [];
  const lines: LedgerLine[] = [];
  for (const [index, line] of rest.entries()) {
    if (line.trim() === "") continue;
    const read = readLine(parseLine(line));
    if (read === undefined) problems.push(`line ${index + 2} is no review`);
    else lines.push(read);
  }
  const more = problems.length - mostProblems;
  return { ledger: { reviewer, lines }, problems: more > 0 ? [...problems.slice(0, mostProblems), `${more} more lines are no reviews`] : problems };
}

/** Lines of a ledger that are said to be no review one by one. */
const mostProblems = 20;

/** Sorted, one line for each content, so that git can merge what two branches added. */
export function printLedger({ reviewer, lines }: Ledger): string {
  const latest = new Map(lines.map((line) => [line.hash, line]));
  const sorted = [...latest.values()].sort((a, b) => compare(a.entry, b.entry) || compare(a.hash, b.hash));
  const objects = sorted.map(({ entry, hash, verdict, note }) => ({ entry, hash, verdict, note }));
  return [{ silcrow_reviews: ledgerVersion, reviewer }, ...objects].map((object) => `${JSON.stringify(object)}\n`).join("");
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readLine(value: Record<string, unknown> | undefined): LedgerLine | undefined {
  if (value === undefined) return undefined;
  const { entry, hash, verdict, note } = value;
  if (typeof entry !== "string" || typeof hash !== "string" || !/^sha256:[0-9a-f]{64}$/.test(hash)) return undefined;
  if (verdict !== "accepted" && verdict !== "question") return undefined;
  return { entry, hash, verdict, note: typeof note === "string" ? note : undefined };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
