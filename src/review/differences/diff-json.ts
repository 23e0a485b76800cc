import { flagJson } from "../display/render-flags.ts";
import { visibleJson } from "../display/visible-text.ts";
import { macroPackageOf } from "../reading/describe-entry.ts";
import { newFlags } from "../reading/entry-flags.ts";
import type { LoadedEntry } from "../reading/load-entry.ts";
import { type Comparison, tokensOf } from "./compare-pair.ts";
import type { CacheDifference, DiffRequest } from "./diff.ts";
import type { Changed } from "./group-changes.ts";
import { lineDiff } from "./line-diff.ts";

/** Writes a difference for programs; docs/reading.md describes the keys. */
export async function writeDiffJson(
  difference: CacheDifference,
  { stat, allowed }: DiffRequest,
  leftOut: readonly string[],
  write: (text: string) => Promise<void>,
): Promise<void> {
  const { revision, commit, unchanged, changed, spans, unreadable, added, gone, moved, layout, same } = difference;
  const value = {
    revision,
    commit,
    changed: changed.map(({ cause, macro, packages: [before, now], changes }) => ({
      cause,
      macro,
      package_before: before,
      package_now: now,
      places: changes.map(({ pair, hunks }) => ({
        ...pairPlace(pair),
        tokens_removed: hunks.reduce((sum, { oldStart, oldEnd }) => sum + oldEnd - oldStart, 0),
        tokens_added: hunks.reduce((sum, { newStart, newEnd }) => sum + newEnd - newStart, 0),
      })),
      flags_added: newFlags(changes[0]!.pair.old, changes[0]!.pair.new, allowed).map(flagJson),
      ...(stat ? {} : editOf(changes[0]!)),
    })),
    spans: spans.map(({ pair, cause }) => ({ ...pairPlace(pair), cause })),
    unreadable: unreadable.map(({ pair, problem }) => ({ ...pairPlace(pair), problem })),
    new: added.map((entry) => ({ ...place(entry), problem: entry.problem, flags: newFlags(undefined, entry, allowed).map(flagJson) })),
    gone: gone.map(place),
    moved: moved.map(({ pair }) => pairPlace(pair)),
    layout: layout.map(({ pair }) => pairPlace(pair)),
    same: same.map(({ pair, cause }) => ({ ...pairPlace(pair), cause })),
    untouched: unchanged,
    left_out: leftOut,
  };
  await write(`${visibleJson(value)}\n`);
}

/** The tokens that were taken out and put in, stretch by stretch, and the lines that this changes. */
function editOf({ pair, hunks }: Changed): object {
  const { old, new: now } = tokensOf(pair);
  return {
    edits: hunks.map(({ oldStart, oldEnd, newStart, newEnd }) => ({
      removed: old.words.slice(oldStart, oldEnd),
      added: now.words.slice(newStart, newEnd),
    })),
    lines: lineDiff(old, now, hunks)
      .filter(({ sign }) => sign !== " ")
      .map(({ sign, text }) => `${sign}${text}`),
  };
}

function pairPlace({ old, new: now }: Comparison["pair"]): object {
  const before = place(old);
  return { ...place(now), before: JSON.stringify(before) === JSON.stringify(place(now)) ? undefined : before };
}

function place({ file, entry }: LoadedEntry): object {
  const metadata = entry?.metadata;
  return {
    entry: file.path,
    package: metadata === undefined ? undefined : macroPackageOf(metadata),
    file: metadata?.source_file,
    line: metadata?.expand_linenum,
  };
}
