import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { lexExpansion, parseEntry, printEntry, printFaithfully, readExpansion, sameTokens } from "#format";

export interface CachedEntries {
  /** Number of entries in each crate's folder. */
  readonly counts: ReadonlyMap<string, number>;
  /** What is wrong with entries, by crate folder. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
}

/** Reads each entry of a cache back: text to tokens, printed again, to the same tokens. */
export async function readEntries(cache: string): Promise<CachedEntries> {
  const counts = new Map<string, number>();
  const problems = new Map<string, string[]>();
  for (const file of (await filesOf(cache)).filter((name) => name.endsWith(".rsm"))) {
    const [folder = ""] = file.split(path.sep);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
    const problem = problemOf(await readFile(path.join(cache, file), "utf8"));
    if (problem !== undefined) problems.set(folder, [...(problems.get(folder) ?? []), `${file}: ${problem}`]);
  }
  return { counts, problems };
}

function problemOf(text: string): string | undefined {
  const parsed = parseEntry(text);
  if (parsed.kind !== "entry") return `it is ${parsed.kind}`;
  if (printEntry(parsed.entry) !== text) return "printed again it has other bytes";
  const read = readExpansion(parsed.entry);
  if (!read.ok) return `line ${read.line}: ${read.problem}`;
  const printed = printFaithfully(read.trees);
  const again = lexExpansion(printed.expansion, printed.alone);
  if (!again.ok) return `laid out again: ${again.problem.message}`;
  if (!sameTokens(again.trees, read.trees)) return "laid out again it has other tokens";
  return printed.expansion === parsed.entry.expansion ? undefined : "laid out again it has another text";
}

/** Size and time of change of each file, to see what a second emit touched. */
export async function cacheState(cache: string): Promise<ReadonlyMap<string, string>> {
  const state = new Map<string, string>();
  for (const file of await filesOf(cache)) {
    const { size, mtimeMs } = await stat(path.join(cache, file));
    state.set(file, `${size} ${mtimeMs}`);
  }
  return state;
}

async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}
