import { findRule } from "#audit";
import { type Changed, type EntryFlag, explainScope, groupFlags, lineDiff, type LoadedEntry, observedBy, tokensOf, visibleName, visibleText } from "#review/entries";
import { diffLines, expansionLines, invocationLines } from "./code-lines.ts";
import { entryPage, listPage, rootFrom } from "./page-paths.ts";
import type { SiteEntry, SiteFrame } from "./site-entry.ts";

export interface EntryContext {
  readonly frame: SiteFrame;
  readonly shownDirectory: string;
  /** The pages around it. */
  readonly before: string | undefined;
  readonly next: string | undefined;
  readonly changed: Changed | undefined;
  readonly flags: readonly EntryFlag[];
}

/** What the template `entry` shows. */
export function entryView({ facts, change, reviews }: SiteEntry, loaded: LoadedEntry, context: EntryContext): object {
  const { flags } = context;
  const { file, entry, cut } = loaded;
  const page = entryPage(file.path);
  const root = rootFrom(page);
  const to = (other: string | undefined): string | undefined => (other === undefined ? undefined : link(root, other));
  const scopes = Object.entries(entry?.metadata.scopes ?? {}).map(([number, explanation]) => ({
    number: visibleName(number),
    color: ((Number(number) - 1) % 6) + 1 || 1,
    text: visibleName(explainScope(explanation)),
  }));
  const expansion = entry === undefined ? undefined : expansionLines(loaded, flags.filter(({ section }) => section === "expansion"));
  const { macro, item } = facts;
  return {
    site: context.frame,
    root,
    title: visibleName(`${macro} ${item} · ${context.frame.name}`),
    crumbs: [
      { label: visibleName(facts.crate), href: link(root, listPage("modules", facts.crate, 0)) },
      ...(facts.module === "" ? [] : [{ label: visibleName(facts.module), href: link(root, listPage("modules", `${facts.crate}::${facts.module}`, 0)) }]),
    ],
    before: to(context.before),
    next: to(context.next),
    macro: visibleName(macro),
    joint: entry?.metadata.macro_kind === "function" ? "in" : "on",
    item: visibleName(item),
    change,
    facts: factsOf(facts, loaded, context.shownDirectory),
    notices: [
      ...(loaded.problem === undefined ? [] : [visibleName(`Careful: ${loaded.problem}`)]),
      ...(cut > 0 ? [`${cut} bytes at the end of the file are left out.`] : []),
    ],
    reviews: reviews.map(({ reviewer, note }) => (note === undefined ? { look: "reviewed", text: visibleName(`accepted by ${reviewer}`) } : { look: "warn", text: visibleName(`${reviewer} asks: ${note}`) })),
    flags: groupFlags(flags).map(({ id, severity, allowed, places }) => ({
      id: allowed ? `${id} (allowed)` : id,
      severity: allowed ? "allowed" : severity,
      title: findRule(id)!.title,
      why: findRule(id)!.why,
      places: places.slice(0, mostPlaces).map(({ section, line, excerpt, detail }) => ({
        anchor: `${section === "invocation" ? "I" : "L"}${line}`,
        label: visibleName(`${section === "invocation" ? "invocation " : ""}line ${line}${detail === undefined ? "" : ` (${excerpt} ${detail})`}`),
      })),
      left: Math.max(0, places.length - mostPlaces),
    })),
    diff: context.changed === undefined ? undefined : diffView(context.changed),
    raw: entry === undefined && loaded.start !== "" ? visibleText(loaded.start) : undefined,
    invocationTitle: "Invocation",
    invocation: entry === undefined ? undefined : invocationLines(entry.invocation, flags.filter(({ section }) => section === "invocation")),
    expansion,
    hasOrigins: expansion?.lines.some(({ pieces }) => pieces.some(({ look = "" }) => /(?:^| )[ip]$/.test(look))),
    scopes,
  };
}

const mostPlaces = 12;

function diffView(changed: Changed): object {
  const { old, new: now } = tokensOf(changed.pair);
  const { lines, left } = diffLines(lineDiff(old, now, changed.hunks));
  const sum = (of: (hunk: Changed["hunks"][number]) => number): number => changed.hunks.reduce((total, hunk) => total + of(hunk), 0);
  const summary = `${sum(({ newStart, newEnd }) => newEnd - newStart)} tokens put in, ${sum(({ oldStart, oldEnd }) => oldEnd - oldStart)} taken out`;
  return { lines, left, summary };
}

function factsOf(facts: SiteEntry["facts"], { file, entry, size }: LoadedEntry, shownDirectory: string): object[] {
  const metadata = entry?.metadata;
  const observed = observedBy(metadata?.depends);
  const all: [string, string | undefined][] = [
    ["at", facts.line === null ? undefined : `${facts.file}${facts.file === "" ? "line " : ":"}${facts.line}`],
    ["in", metadata?.expand_module],
    ["macro of", facts.package],
    ["size", facts.lines === null ? `${size} bytes` : `${facts.lines} lines, ${facts.bytes} bytes${facts.tokens === null ? "" : `, ${facts.tokens} tokens`}`],
    ["observed", observed.length === 0 ? undefined : observed.join(", ")],
    ["targets", metadata === undefined || metadata.targets === "*" ? undefined : metadata.targets.join(", ")],
    ["key", metadata?.hash.slice(0, 7 + 12)],
    ["entry", `${shownDirectory}/${file.path}`],
  ];
  return all.flatMap(([label, text]) => (text === undefined || text === "" ? [] : [{ label, text: visibleName(text) }]));
}

/** A link from a page to another; paths of pages have no character that an address has a use for. */
export function link(root: string, page: string): string {
  return root + page.split("/").map(encodeURIComponent).join("/");
}
