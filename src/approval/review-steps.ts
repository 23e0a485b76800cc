import { SilcrowError } from "#diagnostics";
import { type ChangeGroup, type CacheDifference, differenceSince, loadEntry, type LoadedEntry, macroAsWritten, macroNameOf, macroPackageOf } from "#review/entries";
import { type ReviewedEntry, type ReviewState, statusOf } from "./review-state.ts";

/** What is looked at at once: a change with all its places, or one entry. */
export interface ReviewStep {
  readonly entries: readonly ReviewedEntry[];
  /** As written: `#[derive(Serialize)]`. */
  readonly macro: string;
  readonly package: string;
  /** `new`, `changed`, … against the revision; `not reviewed` where there is none to compare with. */
  readonly what: string;
  readonly group?: ChangeGroup | undefined;
}

export interface Steps {
  readonly steps: readonly ReviewStep[];
  /** Entries that nobody can review before they are restored. */
  readonly unreadable: readonly ReviewedEntry[];
  /** Why there is nothing to compare with; undefined where there is. */
  readonly withoutRevision: string | undefined;
}

interface StepsRequest {
  readonly cacheDirectory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Only entries that are other than in this revision. */
  readonly since: string | undefined;
  /** Who reviews: what they have accepted is not shown again for a question of somebody else. */
  readonly reviewer?: string | undefined;
}

/**
 * What is still to review, similar changes together: first what changed against the revision (HEAD if none is named),
 * then the rest macro by macro. Throws SC0504 where a revision is named that git does not know.
 */
export async function reviewSteps({ cacheDirectory, env, since, reviewer }: StepsRequest, state: ReviewState): Promise<Steps> {
  const isOpen = (entry: ReviewedEntry): boolean => {
    const status = statusOf(entry);
    return status === "unreviewed" || (status === "question" && !entry.accepted.some((said) => said.reviewer === reviewer));
  };
  const open = new Map(state.entries.filter(isOpen).map((entry) => [entry.file.path, entry]));
  const unreadable = state.entries.filter((entry) => statusOf(entry) === "unreadable");
  // Where all is reviewed there is nothing to put in order; only a revision that git does not know is still said.
  if (open.size === 0 && since === undefined) return { steps: [], unreadable, withoutRevision: undefined };
  let difference: CacheDifference | undefined;
  let withoutRevision: string | undefined;
  try {
    ({ difference } = await differenceSince({ cacheDirectory, env, revision: since ?? "HEAD" }));
  } catch (error) {
    if (since !== undefined || !(error instanceof SilcrowError) || error.code !== "SC0504") throw error;
    withoutRevision = error.message;
  }
  const steps: ReviewStep[] = [];
  const taken = new Set<string>();
  const take = (candidates: readonly Candidate[], what: string, group?: ChangeGroup): void => {
    const entries = candidates.flatMap(({ path }) => (open.has(path) && !taken.has(path) ? [open.get(path)!] : []));
    for (const { file } of entries) taken.add(file.path);
    const first = candidates.find(({ path }) => entries[0]?.file.path === path);
    if (first?.isReadable === true) steps.push({ entries, macro: first.macro, package: first.package, what, group });
  };
  if (difference !== undefined) {
    for (const group of difference.changed) {
      // Who has reviewed some of the places sees the change at one of the others.
      const changes = group.changes.filter(({ pair }) => open.has(pair.new.file.path));
      if (changes.length > 0) take(changes.map(({ pair }) => candidateOf(pair.new)), "changed", { ...group, changes });
    }
    const rest: [string, readonly LoadedEntry[]][] = [
      ["other spans", difference.spans.map(({ pair }) => pair.new)],
      ["new", difference.added],
      ["moved", difference.moved.map(({ pair }) => pair.new)],
      ["laid out anew", difference.layout.map(({ pair }) => pair.new)],
      ["same expansion", difference.same.map(({ pair }) => pair.new)],
    ];
    for (const [what, list] of rest) for (const entry of byMacro(list.map(candidateOf))) take([entry], what);
  }
  if (since === undefined) {
    const others = [...open.values()].filter(({ file }) => !taken.has(file.path)).map(({ file }) => candidateOf(loadEntry(cacheDirectory, file)));
    for (const entry of byMacro(others)) take([entry], "not reviewed");
  }
  return { steps, unreadable, withoutRevision };
}

/** What a step says of an entry. Its texts, which may be large, are not kept with it. */
interface Candidate extends Pick<ReviewStep, "macro" | "package"> {
  readonly path: string;
  /** What the candidates of one macro have in common. */
  readonly item: string;
  readonly isReadable: boolean;
}

function candidateOf({ file, entry }: LoadedEntry): Candidate {
  const metadata = entry?.metadata;
  if (metadata === undefined) return { path: file.path, item: "", macro: "", package: "", isReadable: false };
  return { path: file.path, item: metadata.macro_item, macro: macroAsWritten(macroNameOf(file, metadata), metadata.macro_kind), package: macroPackageOf(metadata), isReadable: true };
}

function byMacro(candidates: readonly Candidate[]): Candidate[] {
  const key = ({ item, path }: Candidate): string => `${item} ${path}`;
  return candidates.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
