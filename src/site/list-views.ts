import { findRule } from "#audit";
import { isPointedOut, visibleName } from "#review/entries";
import { link } from "./entry-view.ts";
import { listPage, rootFrom } from "./page-paths.ts";
import type { SiteEntry, SiteFrame } from "./site-entry.ts";

const perPage = 250;

/** The pages of a list of entries: what the template `list` shows, with the place of each. */
export function* listViews(frame: SiteFrame, kind: "modules" | "macros" | "flags", name: string, entries: readonly SiteEntry[]): Generator<{ readonly page: string; readonly view: object }> {
  const count = Math.ceil(entries.length / perPage);
  const what = { modules: "module", macros: "macro", flags: "flag" }[kind];
  const rule = kind === "flags" ? findRule(name) : undefined;
  const summary = summaryOf(entries);
  for (let index = 0; index < count; index++) {
    const page = listPage(kind, name, index);
    const root = rootFrom(page);
    yield {
      page,
      view: {
        site: frame,
        root,
        title: visibleName(`${name} · ${frame.name}`),
        what,
        heading: visibleName(name === "" ? "(no name)" : name),
        summary,
        why: rule === undefined ? undefined : `${rule.title}. ${rule.why}`,
        rows: entries.slice(index * perPage, (index + 1) * perPage).map((entry) => row(entry, root)),
        pages: count < 2 ? undefined : pagesAround(index, count).map((other) => ({ number: grouped(other + 1), href: link(root, listPage(kind, name, other)), here: other === index })),
      },
    };
  }
}

/**
 * The pages that one of `count` pages names, ascending: the first, the last, those beside it, and from there on ever
 * larger steps. So each page is a few steps from any other, and a list that is ten times as long has a few more links.
 */
export function pagesAround(here: number, count: number): number[] {
  const pages = new Set([0, count - 1]);
  for (let distance = 0; distance < count; distance += distance < besides ? 1 : distance) {
    if (here - distance >= 0) pages.add(here - distance);
    if (here + distance < count) pages.add(here + distance);
  }
  return [...pages].sort((a, b) => a - b);
}

const besides = 8;

export function summaryOf(entries: readonly SiteEntry[]): string {
  const bytes = entries.reduce((sum, { facts }) => sum + (facts.bytes ?? 0), 0);
  const lines = entries.reduce((sum, { facts }) => sum + (facts.lines ?? 0), 0);
  return `${grouped(entries.length)} ${entries.length === 1 ? "entry" : "entries"}, ${grouped(lines)} lines, ${bytesText(bytes)}`;
}

function row({ facts, page, flags, change }: SiteEntry, root: string): object {
  const pointed = new Map(flags.filter(isPointedOut).map(({ id, severity }) => [id, severity]));
  return {
    href: link(root, page),
    macro: visibleName(facts.macro),
    item: visibleName(facts.item),
    at: visibleName(facts.line === null ? facts.path : `${facts.file}:${facts.line}`),
    lines: facts.lines === null ? "–" : grouped(facts.lines),
    bytes: facts.bytes === null ? "–" : grouped(facts.bytes),
    flags: [...pointed].map(([id, severity]) => ({ id, severity })),
    status: facts.status === "valid" ? undefined : facts.status,
    change,
  };
}

/** 12 345 */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202F");
}

export function bytesText(bytes: number): string {
  const size = Math.abs(bytes);
  if (size < 10_000) return `${grouped(bytes)} B`;
  return size < 10_000_000 ? `${grouped(Math.round(bytes / 1000))} kB` : `${grouped(Math.round(bytes / 1_000_000))} MB`;
}
