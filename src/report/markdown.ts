import type { AllowedFlags } from "#audit";
import { type ChangeGroup, type CacheDifference, changedLines, describeCause, differenceSince, type EntryFlag, type LoadedEntry, macroAsWritten, macroNameOf, newFlags, placeOf, visibleName } from "#review/entries";
import { code, fenced, MarkdownBudget, prose, tableCell } from "./markdown-text.ts";

export interface MarkdownRequest {
  readonly cacheDirectory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly since: string;
  readonly allowed: AllowedFlags;
  /** Most characters of the whole. */
  readonly limit: number;
}

export interface Markdown {
  readonly text: string;
  readonly leftOut: readonly string[];
}

/** What a comment on a pull request may have. */
export const largestComment = 65_536;

const mostDiffLines = 60;
const mostPlaces = 12;
const mostColumns = 160;

/** What changed in generated code since a revision, for a comment on a pull request. Throws SC0504. */
export async function markdownReport({ cacheDirectory, env, since, allowed, limit }: MarkdownRequest): Promise<Markdown> {
  const { difference, leftOut } = await differenceSince({ cacheDirectory, env, revision: since });
  const out = new MarkdownBudget(limit);
  out.always(`## Generated code since ${code(visibleName(since))}\n\n${counts(difference)}\n`);
  const flagged = flaggedEntries(difference, allowed);
  if (flagged.length > 0) {
    out.table("flags", "\n### New flags\n\nConstructs that deserve a second look, and that the macros' input did not have.\n\n| severity | flag | where | line |\n|---|---|---|---:|\n", flagged.map(flagRow));
  }
  const wrong = [...difference.added, ...difference.unreadable.map(({ pair }) => pair.new), ...difference.changed.flatMap(({ changes }) => changes.map(({ pair }) => pair.new))].filter(({ problem }) => problem !== undefined);
  if (wrong.length > 0) {
    const problems = wrong.map(({ file, problem = "" }) => `| ${tableCell(file.path)} | ${tableCell(problem)} |\n`);
    out.table("entries that are not as they were written", "\n### Entries that are not as they were written\n\n| entry | what is wrong |\n|---|---|\n", problems);
  }
  let heading = "";
  for (const group of difference.changed) {
    const cause = describeCause(group.cause, group.packages);
    const title = cause === heading ? "" : `\n### ${prose(cause)}\n`;
    if (out.block("changes", title + groupText(group)) || out.block("texts of changes", title + groupText(group, false))) heading = cause;
  }
  const rows = (title: string, list: readonly LoadedEntry[]): void => {
    if (list.length > 0) out.table(`rows of “${title.toLowerCase()}”`, `\n### ${title}: ${list.length}\n\n| macro | on | at | lines |\n|---|---|---|---:|\n`, list.map(entryRow));
  };
  rows("New", difference.added);
  rows("Cannot be compared", difference.unreadable.map(({ pair }) => pair.new));
  rows("Same tokens, but other spans, scopes or spacing", difference.spans.map(({ pair }) => pair.new));
  rows("Gone", difference.gone);
  const quiet = ([["only moved", difference.moved], ["only laid out anew", difference.layout], ["with the same expansion as before", difference.same]] as const).filter(([, list]) => list.length > 0);
  if (quiet.length > 0) out.block("numbers", `\n${quiet.map(([what, list]) => `${list.length} ${what}`).join(", ")}.\n`);
  for (const left of leftOut) out.always(`\nLeft out: ${prose(left)}.\n`);
  return out.finish("`silcrow diff` and `silcrow review` have all of it.");
}

function counts({ changed, added, gone, unreadable, spans, unchanged }: CacheDifference): string {
  const numbers: [number, string][] = [
    [changed.reduce((sum, { changes }) => sum + changes.length, 0), "changed"],
    [added.length, "new"],
    [gone.length, "gone"],
    [spans.length, "with other spans"],
    [unreadable.length, "that cannot be compared"],
    [unchanged, "untouched"],
  ];
  return `${numbers.filter(([count, what]) => count > 0 || what === "changed").map(([count, what]) => `**${count}** ${what}`).join(" · ")}\n`;
}

interface Flagged {
  readonly entry: LoadedEntry;
  readonly flag: EntryFlag;
}

/** The gravest first. */
function flaggedEntries({ changed, added, spans }: CacheDifference, allowed: AllowedFlags): Flagged[] {
  const pairs = [...changed.flatMap(({ changes }) => changes.map(({ pair }) => pair)), ...spans.map(({ pair }) => pair)];
  const found = [...pairs.map(({ old, new: now }) => [old, now] as const), ...added.map((now) => [undefined, now] as const)].flatMap(([old, entry]) => newFlags(old, entry, allowed).map((flag) => ({ entry, flag })));
  const weight = ({ flag }: Flagged): number => (flag.severity === "danger" ? 0 : 1);
  return found.sort((a, b) => weight(a) - weight(b) || (a.entry.file.path < b.entry.file.path ? -1 : 1));
}

function flagRow({ entry, flag }: Flagged): string {
  const what = `${tableCell(flag.excerpt)}${flag.detail === undefined ? "" : ` ${tableCell(flag.detail)}`}`;
  return `| ${flag.severity === "danger" ? "**danger**" : flag.severity} | ${flag.id}: ${what} | ${tableCell(entry.file.label)} | ${flag.fileLine} |\n`;
}

function entryRow(loaded: LoadedEntry): string {
  const { file, entry } = loaded;
  const metadata = entry?.metadata;
  const name = macroNameOf(file, metadata);
  const macro = metadata === undefined ? name : macroAsWritten(name, metadata.macro_kind);
  return `| ${tableCell(macro)} | ${tableCell(file.item ?? "")} | ${tableCell(metadata === undefined ? file.path : placeOf(metadata))} | ${entry === undefined ? "" : entry.expansion.split("\n").length} |\n`;
}

function groupText({ macro, changes }: ChangeGroup, withText = true): string {
  const first = changes[0]!;
  const places = changes.slice(0, mostPlaces).map(({ pair }) => code(visibleName(pair.new.file.label)));
  const more = changes.length > mostPlaces ? ` and ${changes.length - mostPlaces} more` : "";
  const head = `\n**${code(visibleName(macro))}**${changes.length === 1 ? "" : `: the same change in ${changes.length} places`}: ${places.join(", ")}${more}\n`;
  if (!withText) return head;
  const all = changedLines(first);
  const lines = all.slice(0, mostDiffLines).map((line) => (line.length > mostColumns ? `${line.slice(0, mostColumns)}…` : line));
  return `${head}\n${fenced(lines.join("\n"), "diff")}${all.length > lines.length ? `\n… ${all.length - lines.length} more lines\n` : ""}`;
}
