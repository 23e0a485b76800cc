import type { AllowedFlags } from "#audit";
import { leftOutOf } from "../display/left-out.ts";
import type { LoadedEntry } from "../reading/load-entry.ts";
import { comparePair, type Comparison } from "./compare-pair.ts";
import { readRevision } from "./git-revision.ts";
import { type ChangeGroup, ChangeGroups } from "./group-changes.ts";
import { pairEntries } from "./pair-entries.ts";
import { readSides } from "./read-sides.ts";

export interface DiffRequest {
  readonly cacheDirectory: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly revision: string;
  readonly stat: boolean;
  readonly format: "text" | "json";
  readonly color: boolean;
  /** Width of the terminal; undefined for a pipe. */
  readonly columns?: number | undefined;
  /** Flags that the project allows. */
  readonly allowed: AllowedFlags;
}

export interface Differences {
  readonly any: boolean;
  readonly leftOut: readonly string[];
}

/** What happened to a macro cache between a revision and now. */
export interface CacheDifference {
  readonly revision: string;
  /** Empty where the comparison is not with one of git's. */
  readonly commit: string;
  readonly changed: readonly ChangeGroup[];
  readonly spans: readonly Extract<Comparison, { kind: "spans" }>[];
  readonly unreadable: readonly Extract<Comparison, { kind: "unreadable" }>[];
  readonly added: readonly LoadedEntry[];
  readonly gone: readonly LoadedEntry[];
  readonly moved: readonly Extract<Comparison, { kind: "moved" }>[];
  readonly layout: readonly Extract<Comparison, { kind: "layout" }>[];
  readonly same: readonly Extract<Comparison, { kind: "same" }>[];
  /** Entries whose bytes are what they were. */
  readonly unchanged: number;
}

/** Writes what changed in generated code since a revision. Throws SC0504 where git cannot tell. */
export async function diffCache(request: DiffRequest, write: (text: string) => Promise<void>): Promise<Differences> {
  const { difference, any, leftOut } = await differenceSince(request);
  const { format } = request;
  if (format === "json") await (await import("./diff-json.ts")).writeDiffJson(difference, request, leftOut, write);
  else await (await import("./render-diff.ts")).renderDiff(difference, request, write);
  return { any, leftOut };
}

/** What happened since a revision. Throws SC0504 where git cannot tell. */
export async function differenceSince({
  cacheDirectory,
  env,
  revision,
}: Pick<DiffRequest, "cacheDirectory" | "env" | "revision">): Promise<{ readonly difference: CacheDifference; readonly any: boolean; readonly leftOut: readonly string[] }> {
  const tree = await readRevision({ cacheDirectory, env }, revision);
  const sides = await readSides(cacheDirectory, tree, env);
  return {
    difference: { revision, commit: tree.commit, unchanged: sides.unchanged, ...compareSides(sides.old, sides.new) },
    any: sides.old.length > 0 || sides.new.length > 0,
    leftOut: leftOutOf(0, sides.unreadable),
  };
}

export function compareSides(old: readonly LoadedEntry[], now: readonly LoadedEntry[]): Omit<CacheDifference, "revision" | "commit" | "unchanged"> {
  const { pairs, added, gone } = pairEntries(old, now);
  // However much changed, the answer comes: later pairs are compared less closely.
  const deadline = Date.now() + wholeTime;
  const groups = new ChangeGroups();
  const comparisons = pairs.map((pair) => comparePair(pair, Math.min(onePair, deadline - Date.now()), (change, tokens) => groups.add(change, tokens)));
  const of = <Kind extends Comparison["kind"]>(kind: Kind) =>
    comparisons.filter((one): one is Extract<Comparison, { kind: Kind }> => one.kind === kind);
  return {
    changed: groups.sorted(),
    spans: of("spans"),
    unreadable: of("unreadable"),
    moved: of("moved"),
    layout: of("layout"),
    same: of("same"),
    added,
    gone,
  };
}

/** Milliseconds for the edits of all pairs, and of one. */
const wholeTime = 20_000;
const onePair = 1500;
