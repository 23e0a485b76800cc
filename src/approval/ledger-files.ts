import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { replaceFile } from "#files";
import { h12, sha256 } from "#format";
import { SilcrowError } from "#diagnostics";
import { type Ledger, type LedgerLine, parseLedger, printLedger } from "./ledger.ts";

/** The folder of the ledgers in the macro cache. With its dot it cannot be a crate's. */
export const ledgerFolder = "reviews.d";

const largestLedger = 64 * 1024 * 1024;

export interface Ledgers {
  readonly ledgers: readonly Ledger[];
  readonly problems: readonly string[];
}

/** All ledgers of a cache, by name. */
export function readLedgers(cacheDirectory: string): Ledgers {
  const folder = path.join(cacheDirectory, ledgerFolder);
  const ledgers: Ledger[] = [];
  const problems: string[] = [];
  for (const name of namesIn(folder)) {
    const { ledger, problems: inside } = readLedger(path.join(folder, name));
    problems.push(...inside.map((problem) => `${ledgerFolder}/${name}: ${problem}`));
    if (ledger !== undefined) ledgers.push(ledger);
  }
  return { ledgers, problems };
}

/**
 * Changes what a reviewer has said: adds lines, takes back contents. The file is read anew, so that what another
 * session wrote meanwhile stays. Throws SC0208 where it cannot be written, and SC0511 where it would lose something.
 */
export function changeLedger(cacheDirectory: string, reviewer: string, added: readonly LedgerLine[], withdrawn: ReadonlySet<string> = new Set()): void {
  const file = ledgerFile(cacheDirectory, reviewer);
  const { ledger, problems } = readLedger(file);
  if (problems.length > 0) throw new SilcrowError("SC0511", `${file} cannot be added to`, { notes: problems });
  const kept = (ledger?.lines ?? []).filter(({ hash }) => !withdrawn.has(hash));
  const lines = [...kept, ...added];
  try {
    if (lines.length === 0) {
      rmSync(file, { force: true });
      return;
    }
    replaceFile(file, printLedger({ reviewer, lines }), { isFlushed: true });
  } catch (cause) {
    throw new SilcrowError("SC0208", `${file} cannot be written`, { cause });
  }
}

/** A reviewer is known by the address. */
export function ledgerFile(cacheDirectory: string, reviewer: string): string {
  const address = addressOf(reviewer);
  const plain = address.replace("@", "-at-").replace(/[^a-z0-9._-]/g, "-").replace(/^\.+/, "").slice(0, 80);
  const isTelling = /^[a-z0-9._-]+@[a-z0-9._-]+$/.test(address) && plain.length < 80 && !address.startsWith(".");
  return path.join(cacheDirectory, ledgerFolder, `${isTelling ? plain : `${plain}-${h12(sha256(address))}`}.jsonl`);
}

export function addressOf(reviewer: string): string {
  return (/<([^<>]*)>\s*$/.exec(reviewer)?.[1] ?? reviewer).trim().toLowerCase();
}

function readLedger(file: string): { readonly ledger: Ledger | undefined; readonly problems: readonly string[] } {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    if (status === undefined) return { ledger: undefined, problems: [] };
    if (!status.isFile()) return { ledger: undefined, problems: ["it is no file"] };
    if (status.size > largestLedger) return { ledger: undefined, problems: [`it has ${status.size} bytes`] };
    return parseLedger(readFileSync(file, "utf8"));
  } catch (error) {
    return { ledger: undefined, problems: [`it cannot be read: ${(error as Error).message}`] };
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .sort();
  } catch {
    return [];
  }
}
