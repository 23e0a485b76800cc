import { findRule, severities, type Severity } from "#audit";
import type { EntryFlag } from "../reading/entry-flags.ts";
import { alignColumns } from "./align-columns.ts";
import type { Paint, Palette } from "./palette.ts";
import { visibleName } from "./visible-text.ts";

/** Flags of one entry as lines, the gravest first, those of one kind together. Empty for none. */
export function renderFlags(flags: readonly EntryFlag[], palette: Palette): string {
  const rows = groupFlags(flags).map(({ id, severity, allowed, places }) => {
    const [first] = places;
    const at = `${first!.section === "invocation" ? "invocation " : ""}line ${first!.line}`;
    const more = places.length === 1 ? "" : ` and ${places.length - 1} more`;
    const what = first!.detail === undefined ? `\`${first!.excerpt}\`` : `\`${first!.excerpt}\` ${first!.detail}`;
    return [allowed ? "allowed" : severity, id, at + more, `${findRule(id)!.title}: ${what}`].map(visibleName);
  });
  const paints = groupFlags(flags).map(({ severity, allowed }) => paintOf(allowed ? "info" : severity, palette));
  const lines = alignColumns(rows).split("\n").slice(0, -1);
  return lines.map((line, index) => `${line.replace(/^\S+/, paints[index]!)}\n`).join("");
}

export interface FlagGroup {
  readonly id: string;
  readonly severity: Severity;
  readonly allowed: boolean;
  readonly places: readonly EntryFlag[];
}

/** Flags of one kind together: what is allowed last, else the gravest first. */
export function groupFlags(flags: readonly EntryFlag[]): FlagGroup[] {
  const groups = Map.groupBy(flags, ({ id }) => id);
  const weight = ({ severity, allowed }: FlagGroup): number => (allowed ? -1 : severities.indexOf(severity));
  return [...groups]
    .map(([id, places]) => ({ id, severity: places[0]!.severity, allowed: places[0]!.allowed, places }))
    .sort((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1));
}

export function paintOf(severity: Severity, { removed, warning, quiet, bold }: Palette): Paint {
  if (severity === "danger") return (text) => bold(removed(text));
  return severity === "warn" ? warning : quiet;
}

/** A flag for programs. */
export function flagJson({ id, severity, allowed, section, line, column, fileLine, excerpt, detail }: EntryFlag): object {
  return { flag: id, severity, allowed: allowed || undefined, section, line, column, entry_line: fileLine, text: excerpt, detail };
}
