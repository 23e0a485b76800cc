import { rules } from "#audit";
import { type CacheDifference, describeCause, isPointedOut, type LoadedEntry, macroAsWritten, macroNameOf, macroPackageOf, newFlags, placeOf, visibleName } from "#review/entries";
import { link } from "./entry-view.ts";
import { bytesText, grouped, summaryOf } from "./list-views.ts";
import { entryPage, listPage } from "./page-paths.ts";
import type { SiteEntry, SiteFrame } from "./site-entry.ts";

export interface OverviewContext {
  readonly frame: SiteFrame;
  readonly entries: readonly SiteEntry[];
  readonly difference: CacheDifference | undefined;
  readonly notices: readonly string[];
  readonly allowed: Parameters<typeof newFlags>[2];
}

const mostBars = 14;
const mostPlaces = 60;
const openModules = 12;

/** What the template `overview` shows. */
export function overviewView({ frame, entries, difference, notices, allowed }: OverviewContext): object {
  const flagged = (severity: string): number => entries.filter(({ flags }) => flags.some((flag) => isPointedOut(flag) && flag.severity === severity)).length;
  const sum = (of: (entry: SiteEntry) => number): number => entries.reduce((total, entry) => total + of(entry), 0);
  const tiles = [
    { value: grouped(entries.length), label: difference === undefined ? "entries" : "entries differ" },
    { value: grouped(new Set(entries.map(macroOf)).size), label: "macros" },
    { value: grouped(new Set(entries.map(({ facts }) => facts.crate)).size), label: "crates" },
    { value: grouped(sum(({ facts }) => facts.lines ?? 0)), label: "lines generated" },
    { value: bytesText(sum(({ facts }) => facts.bytes ?? 0)), label: "of expansions" },
    { value: grouped(flagged("danger")), label: "with danger flags", look: flagged("danger") > 0 ? "danger" : undefined },
    { value: grouped(flagged("warn")), label: "with warn flags", look: flagged("warn") > 0 ? "warn" : undefined },
    // Who does not keep ledgers need not read of them.
    ...(entries.some(({ reviews }) => reviews.length > 0) ? [{ value: grouped(entries.filter(isReviewed).length), label: "reviewed" }] : []),
  ];
  return {
    site: frame,
    root: "",
    title: visibleName(frame.since === undefined ? frame.name : `${frame.name} since ${frame.since}`),
    tiles,
    notices,
    changes: difference === undefined ? undefined : changesOf(difference, allowed),
    charts: [
      ...(difference === undefined ? [] : [growth(difference)]),
      chart("Largest macros", "macro", entries, macroOf, (name) => listPage("macros", name, 0)),
      chart("Largest crates", "crate", entries, ({ facts }) => facts.crate, (name) => listPage("modules", name, 0)),
    ].filter(({ bars }) => bars.length > 0),
    flags: rules
      .map(({ id, severity, title, why }) => ({ id, severity, title: `${title[0]!.toUpperCase()}${title.slice(1)}`, why, href: link("", listPage("flags", id, 0)), entries: entries.filter(({ flags }) => flags.some((flag) => flag.id === id && !flag.allowed)).length }))
      .filter(({ entries: count }) => count > 0),
    crates: cratesOf(entries),
    problems: entries
      .filter(({ facts }) => facts.status !== "valid")
      .slice(0, 500)
      .map(({ facts, page }) => ({ href: link("", page), label: visibleName(facts.path), problem: visibleName(facts.problem ?? facts.status) })),
  };
}

function isReviewed({ reviews }: SiteEntry): boolean {
  return reviews.length > 0 && reviews.every(({ note }) => note === undefined);
}

export function macroOf({ facts }: SiteEntry): string {
  return `${facts.macro} ${facts.package}`.trim();
}

function chart(title: string, column: string, entries: readonly SiteEntry[], nameOf: (entry: SiteEntry) => string, pageOf: (name: string) => string): { readonly bars: readonly object[] } {
  const groups = [...Map.groupBy(entries, nameOf)].map(([name, list]) => ({ name, count: list.length, bytes: list.reduce((sum, { facts }) => sum + (facts.bytes ?? 0), 0) }));
  groups.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  const most = Math.max(1, groups[0]?.bytes ?? 1);
  const left = groups.slice(mostBars);
  const bars = groups.slice(0, mostBars).map(({ name, count, bytes }) => ({
    ...labelOf(name),
    href: link("", pageOf(name)),
    look: "size",
    from: 0,
    width: percent(bytes / most),
    value: bytesText(bytes),
    other: grouped(count),
  }));
  const rest = left.length === 0 ? undefined : `and ${left.length} more with ${bytesText(left.reduce((sum, { bytes }) => sum + bytes, 0))} together`;
  return Object.assign({ title, column, measure: "size of expansions", other: "entries", left: rest }, { bars });
}

/** `#[derive(Serialize)] serde_derive 1.0.219`: a macro and its package. */
function labelOf(name: string): { readonly label: string; readonly detail: string } {
  const [, label = name, detail = ""] = /^(\S+) (\S+ \S+)$/.exec(visibleName(name)) ?? [];
  return { label, detail };
}

/** What each macro's expansions gained or lost. */
function growth({ changed, spans, layout, same, moved, added, gone }: CacheDifference): { readonly bars: readonly object[] } {
  const deltas = new Map<string, { bytes: number; count: number }>();
  const add = (entry: LoadedEntry, sign: number, count: number): void => {
    if (entry.entry === undefined || entry.cut > 0) return;
    const { metadata } = entry.entry;
    const name = `${macroAsWritten(macroNameOf(entry.file, metadata), metadata.macro_kind)} ${macroPackageOf(metadata).split(" ")[0]}`;
    const known = deltas.get(name) ?? { bytes: 0, count: 0 };
    deltas.set(name, { bytes: known.bytes + sign * Buffer.byteLength(entry.entry.expansion), count: known.count + count });
  };
  for (const { pair } of [...changed.flatMap(({ changes }) => changes), ...spans, ...layout, ...same, ...moved]) {
    add(pair.old, -1, 0);
    add(pair.new, 1, 1);
  }
  for (const entry of added) add(entry, 1, 1);
  for (const entry of gone) add(entry, -1, 1);
  const sorted = [...deltas].filter(([, { bytes }]) => bytes !== 0).sort(([a, x], [b, y]) => Math.abs(y.bytes) - Math.abs(x.bytes) || (a < b ? -1 : 1));
  const shown = sorted.slice(0, mostBars);
  const most = Math.max(1, ...shown.map(([, { bytes }]) => Math.abs(bytes)));
  const anyShrank = shown.some(([, { bytes }]) => bytes < 0);
  const zero = anyShrank ? 50 : 0;
  const bars = shown.map(([name, { bytes, count }]) => {
    const width = percent(Math.abs(bytes) / most) * (anyShrank ? 0.5 : 1);
    return {
      label: visibleName(name.split(" ")[0]!),
      detail: visibleName(name.split(" ").slice(1).join(" ")),
      look: bytes > 0 ? "grew" : "shrank",
      grew: anyShrank,
      zero,
      from: bytes > 0 ? zero : zero - width,
      width,
      value: `${bytes > 0 ? "+" : "−"}${bytesText(Math.abs(bytes))}`,
      other: grouped(count),
    };
  });
  const left = sorted.length > mostBars ? `and ${sorted.length - mostBars} more` : undefined;
  return Object.assign({ title: "Growth by macro", column: "macro", measure: "size of expansions, now against then", other: "entries", left }, { bars });
}

function changesOf(difference: CacheDifference, allowed: OverviewContext["allowed"]): object[] {
  const { changed, spans, unreadable, added, gone, moved, layout, same } = difference;
  const sections: { title: string; count: string; groups: object[] }[] = [];
  for (const group of changed) {
    const title = visibleName(describeCause(group.cause, group.packages));
    const section = sections.at(-1)?.title === title ? sections.at(-1)! : { title, count: "", groups: [] };
    if (sections.at(-1) !== section) sections.push(section);
    const first = group.changes[0]!;
    const note = group.changes.length === 1 ? "" : `the same change in ${group.changes.length} places`;
    section.groups.push(placesGroup(group.changes.map(({ pair }) => pair.new), { macro: visibleName(group.macro), note, flags: flagNames(newFlags(first.pair.old, first.pair.new, allowed)) }));
  }
  const plain = (title: string, list: readonly LoadedEntry[], withFlags = false): void => {
    if (list.length === 0) return;
    const flags = withFlags ? flagNames(list.flatMap((entry) => newFlags(undefined, entry, allowed))) : [];
    sections.push({ title, count: String(list.length), groups: [placesGroup(list, { note: "", flags })] });
  };
  plain("same tokens, but other spans, scopes or spacing", spans.map(({ pair }) => pair.new));
  plain("cannot be compared", unreadable.map(({ pair }) => pair.new));
  plain("new", added, true);
  plain("gone", gone);
  plain("only moved", moved.map(({ pair }) => pair.new));
  plain("only laid out anew", layout.map(({ pair }) => pair.new));
  plain("the same expansion as before", same.map(({ pair }) => pair.new));
  return sections;
}

function flagNames(flags: readonly { readonly id: string; readonly severity: string }[]): object[] {
  return [...new Map(flags.map(({ id, severity }) => [id, { id, severity }])).values()];
}

function placesGroup(list: readonly LoadedEntry[], group: object): object {
  return {
    ...group,
    places: list.slice(0, mostPlaces).map(({ file, entry }) => ({
      href: link("", entryPage(file.path)),
      label: visibleName(file.label),
      detail: entry === undefined ? "" : visibleName(placeOf(entry.metadata)),
    })),
    left: Math.max(0, list.length - mostPlaces),
  };
}

function cratesOf(entries: readonly SiteEntry[]): object[] {
  const crates = [...Map.groupBy(entries, ({ facts }) => facts.crate)].sort(([a], [b]) => (a < b ? -1 : 1));
  return crates.map(([crate, list]) => {
    const modules = [...Map.groupBy(list, ({ facts }) => facts.module)].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      name: visibleName(crate),
      summary: summaryOf(list),
      open: crates.length === 1 || (crates.length <= 4 && modules.length <= openModules),
      modules: modules.map(([module, inside]) => ({
        name: visibleName(module === "" ? crate : module),
        depth: module === "" ? 0 : Math.min(4, module.split("::").length),
        href: link("", listPage("modules", module === "" ? crate : `${crate}::${module}`, 0)),
        summary: summaryOf(inside),
      })),
    };
  });
}

function percent(part: number): number {
  return Math.max(0.6, Math.round(part * 1000) / 10);
}
