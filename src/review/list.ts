import type { AllowedFlags } from "#audit";
import { alignColumns } from "./display/align-columns.ts";
import { leftOutOf } from "./display/left-out.ts";
import { visibleJson, visibleName } from "./display/visible-text.ts";
import { type EntryFacts, entryFacts } from "./reading/entry-facts.ts";
import { type EntryFile, entryFile, listEntryPaths } from "./reading/entry-files.ts";
import { loadEntry } from "./reading/load-entry.ts";
import { selectEntries } from "./reading/select-entries.ts";

export interface ListRequest {
  readonly cacheDirectory: string;
  readonly cwd: string;
  readonly filter: string | undefined;
  readonly by: "macro" | "crate" | "module" | undefined;
  readonly sort: "path" | "macro" | "entries" | "lines" | "bytes" | "tokens" | undefined;
  readonly format: "text" | "json";
  /** Width of the terminal; undefined for a pipe. */
  readonly columns?: number | undefined;
  /** Flags that the project allows. */
  readonly allowed: AllowedFlags;
}

export interface Listed {
  readonly text: string;
  readonly entries: number;
  /** Names near to a filter that nothing fits. */
  readonly nearest: readonly string[];
  readonly leftOut: readonly string[];
}

/** The entries of a cache, or those that a filter fits, as a table or as JSON. */
export async function listEntries(request: ListRequest): Promise<Listed> {
  const { cacheDirectory, cwd, filter, by, sort, format, allowed, columns } = request;
  const { paths, unreadable } = listEntryPaths(cacheDirectory);
  let wanted: readonly EntryFile[];
  if (filter !== undefined) {
    const load = (file: EntryFile, mention: string) => loadEntry(cacheDirectory, file, mention);
    const selection = await selectEntries({ what: filter, paths, cacheDirectory, cwd, load });
    if (selection.kind === "none") return { text: "", entries: 0, nearest: selection.nearest, leftOut: [] };
    wanted = selection.files;
  } else {
    wanted = paths.map(entryFile);
  }
  const budget = { bytes: countedText };
  const facts = wanted.map((file) => entryFacts(loadEntry(cacheDirectory, file), budget, allowed));
  const leftOut = leftOutOf(0, unreadable);
  const uncounted = facts.filter(({ tokens, status }) => tokens === null && (status === "valid" || status === "edited")).length;
  if (uncounted > 0) leftOut.push(`tokens and flags of ${uncounted} entries: too much text, or it cannot be read`);

  const totals = sumUp("total", facts);
  if (by !== undefined) {
    const groups = inOrder(groupsOf(facts, by), sort ?? by);
    const text = format === "json" ? `${visibleJson({ groups, totals, left_out: leftOut })}\n` : groupTable(groups, by, columns) + totalLine(totals, facts);
    return { text, entries: facts.length, nearest: [], leftOut };
  }
  const rows = inOrder(facts, sort ?? "path");
  const text = format === "json" ? `${visibleJson({ entries: rows, totals, left_out: leftOut })}\n` : entryTable(rows, columns) + totalLine(totals, facts);
  return { text, entries: facts.length, nearest: [], leftOut };
}

/** Bytes of text that are lexed to count tokens, before a list gives that up: a second's work. */
const countedText = 48 * 1024 * 1024;

interface Sum {
  readonly name: string;
  readonly entries: number;
  readonly lines: number;
  readonly bytes: number;
  readonly tokens: number;
  readonly observed: readonly string[];
  readonly flags: readonly string[];
}

function sumUp(name: string, facts: readonly EntryFacts[]): Sum {
  const add = (of: (one: EntryFacts) => number | null): number => facts.reduce((sum, one) => sum + (of(one) ?? 0), 0);
  return {
    name,
    entries: facts.length,
    lines: add(({ lines }) => lines),
    bytes: add(({ bytes }) => bytes),
    tokens: add(({ tokens }) => tokens),
    observed: [...new Set(facts.flatMap(({ observed }) => observed))].sort(),
    flags: [...new Set(facts.flatMap(({ flags }) => flags))].sort(),
  };
}

function groupsOf(facts: readonly EntryFacts[], by: "macro" | "crate" | "module"): Sum[] {
  const nameOf = (one: EntryFacts): string => {
    if (by === "macro") return `${one.macro} ${one.package}`.trim();
    return by === "crate" ? one.crate : [one.crate, one.module].filter((part) => part !== "").join("::");
  };
  return [...Map.groupBy(facts, nameOf)].map(([name, group]) => sumUp(name, group));
}

/** Sorts by a column: names upwards, numbers from the largest down. What the rows do not have leaves them as they are. */
function inOrder<Row extends object>(rows: readonly Row[], sort: string): Row[] {
  const key = sort === "crate" || sort === "module" || (sort === "macro" && rows.some((row) => "name" in row)) ? "name" : sort;
  const value = (row: Row): unknown => (row as Readonly<Record<string, unknown>>)[key];
  return rows.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (typeof x === "string" && typeof y === "string") return x < y ? -1 : x > y ? 1 : 0;
    return (typeof y === "number" ? y : -1) - (typeof x === "number" ? x : -1);
  });
}

function entryTable(rows: readonly EntryFacts[], columns: number | undefined): string {
  const title = ["macro", "item", "crate", "module", "at", "lines", "bytes", "tokens", "observed", "flags"];
  const cells = rows.map((row) => [
    row.macro,
    row.item,
    row.crate,
    row.module,
    row.line === null ? row.path : `${row.file}:${row.line}`,
    number(row.lines),
    number(row.bytes),
    number(row.tokens),
    [...(row.status === "valid" ? [] : [row.status.toUpperCase()]), ...row.observed].join(", "),
    row.flags.join(", "),
  ]);
  return alignColumns([title, ...cells.map((row) => row.map(visibleName))], { right: new Set([5, 6, 7]), titled: true, columns });
}

function groupTable(groups: readonly Sum[], by: string, columns: number | undefined): string {
  const title = [by, "entries", "lines", "bytes", "tokens", "observed", "flags"];
  const cells = groups.map(({ name, entries, lines, bytes, tokens, observed, flags }) =>
    [name, number(entries), number(lines), number(bytes), number(tokens), observed.join(", "), flags.join(", ")].map(visibleName),
  );
  return alignColumns([title, ...cells], { right: new Set([1, 2, 3, 4]), titled: true, columns });
}

function totalLine({ entries, lines, bytes, tokens }: Sum, facts: readonly EntryFacts[]): string {
  const macros = new Set(facts.map((one) => `${one.macro} ${one.package}`)).size;
  const crates = new Set(facts.map(({ crate }) => crate)).size;
  return `\n${many(entries, "entry", "entries")} of ${many(macros, "macro", "macros")} in ${many(crates, "crate", "crates")}: ${lines} lines, ${bytes} bytes, ${tokens} tokens\n`;
}

function many(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

function number(value: number | null): string {
  return value === null ? "-" : String(value);
}
