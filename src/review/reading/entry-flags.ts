import { type AllowedFlags, auditEntry, type Flag, isAllowed } from "#audit";
import { locateTokens, readExpansion } from "#format/reading";
import type { LoadedEntry } from "./load-entry.ts";
import { provenanceOf } from "./provenance.ts";

/** A flag with what a view needs beside it. */
export interface EntryFlag extends Flag {
  /** Whether the project's configuration allows it for this macro. */
  readonly allowed: boolean;
  /** Line of the entry's file, from 1. */
  readonly fileLine: number;
  /** The code that is flagged and what stands behind it on its line, shortened. */
  readonly excerpt: string;
}

/** What an entry is flagged for; nothing where it cannot be read. Of a cut entry only the part that was read is looked at. */
export function entryFlags({ entry }: LoadedEntry, allowed: AllowedFlags): EntryFlag[] {
  if (entry === undefined) return [];
  const { metadata, invocation, expansion, expansionLine = 1 } = entry;
  let origins: readonly string[] | undefined;
  const isInput = (token: number): boolean => {
    origins ??= originsOf(entry);
    return origins[token] === "input";
  };
  const flags = auditEntry({ invocation, expansion, alone: metadata.alone, isInput });
  if (flags.length === 0) return [];
  const invocationLine = expansionLine - 1 - invocation.split("\n").length;
  return flags.map((flag) => ({
    ...flag,
    allowed: isAllowed(allowed, metadata.macro_item, flag.id),
    fileLine: flag.line - 1 + (flag.section === "invocation" ? invocationLine : expansionLine),
    excerpt: shorten(restOfLine(entry[flag.section], flag)),
  }));
}

/** Flags that a view points out: not allowed, and more than a note. */
export function isPointedOut({ allowed, severity }: Pick<EntryFlag, "allowed" | "severity">): boolean {
  return !allowed && severity !== "info";
}

/** Flags that are pointed out in an entry and were not in the one before it. */
export function newFlags(old: LoadedEntry | undefined, now: LoadedEntry, allowed: AllowedFlags): EntryFlag[] {
  const flags = entryFlags(now, allowed).filter(isPointedOut);
  if (old === undefined || flags.length === 0) return flags;
  const before = new Map<string, number>();
  const wording = ({ id, excerpt }: EntryFlag): string => `${id} ${excerpt}`;
  for (const flag of entryFlags(old, allowed)) before.set(wording(flag), (before.get(wording(flag)) ?? 0) + 1);
  return flags.filter((flag) => {
    const left = before.get(wording(flag)) ?? 0;
    if (left > 0) before.set(wording(flag), left - 1);
    return left === 0;
  });
}

function originsOf(entry: NonNullable<LoadedEntry["entry"]>): readonly string[] {
  const read = readExpansion(entry);
  if (!read.ok) return [];
  return provenanceOf(entry.expansion, locateTokens(entry.expansion, read.trees), read.trees, read.spans, entry.invocation);
}

function restOfLine(text: string, { start, end }: Flag): string {
  const newline = text.indexOf("\n", end);
  return text.slice(start, Math.min(newline < 0 ? text.length : newline, end + 200));
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 48 ? `${line.slice(0, 47)}…` : line;
}
