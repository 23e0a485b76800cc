import { type AllowedFlags, isDenied, severities } from "#audit";
import { readChanged } from "./differences/read-sides.ts";
import { leftOutOf } from "./display/left-out.ts";
import { paletteFor } from "./display/palette.ts";
import { flagJson, renderFlags } from "./display/render-flags.ts";
import { visibleJson, visibleName } from "./display/visible-text.ts";
import { macroAsWritten, macroNameOf, macroPackageOf, placeOf } from "./reading/describe-entry.ts";
import { entryFile, listEntryPaths } from "./reading/entry-files.ts";
import { type EntryFlag, entryFlags } from "./reading/entry-flags.ts";
import { type LoadedEntry, loadEntry } from "./reading/load-entry.ts";
import { selectEntries } from "./reading/select-entries.ts";

export interface AuditRequest {
  readonly cacheDirectory: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly filter: string | undefined;
  /** Look only at entries that differ from those of a revision. */
  readonly since: string | undefined;
  readonly allowed: AllowedFlags;
  /** Flags and severities that make the check fail. */
  readonly denied: readonly string[];
  /** Also notes, and what is allowed. */
  readonly all: boolean;
  readonly format: "text" | "json";
  readonly color: boolean;
}

export interface Audited {
  /** Flags that are denied and not allowed. */
  readonly denied: number;
  readonly nearest: readonly string[];
  /** False where a filter fits nothing. */
  readonly any: boolean;
  readonly leftOut: readonly string[];
}

/** Writes what entries are flagged for, entry by entry. Throws SC0504 for a revision that git does not know. */
export async function auditCache(request: AuditRequest, write: (text: string) => Promise<void>): Promise<Audited> {
  const { cacheDirectory, cwd, env, filter, since, allowed, denied, all, format, color } = request;
  const { paths, unreadable } = listEntryPaths(cacheDirectory);
  let wanted = paths.map(entryFile);
  if (filter !== undefined) {
    const selection = await selectEntries({ what: filter, paths, cacheDirectory, cwd, load: (file, mention) => loadEntry(cacheDirectory, file, mention) });
    if (selection.kind === "none") return { denied: 0, nearest: selection.nearest, any: false, leftOut: [] };
    wanted = [...selection.files];
  }
  if (since !== undefined) {
    const changed = await readChanged({ cacheDirectory, env }, since);
    wanted = wanted.filter(({ path }) => changed.has(path));
  }
  const palette = paletteFor(color);
  const counts = new Map<string, number>();
  let refused = 0;
  let flagged = 0;
  let unread = 0;
  const json: object[] = [];
  for (const file of wanted) {
    const loaded = loadEntry(cacheDirectory, file);
    if (loaded.entry === undefined || loaded.cut > 0) unread++;
    const flags = entryFlags(loaded, allowed);
    for (const { severity, allowed: isAllowed } of flags) {
      const kind = isAllowed ? "allowed" : severity;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    refused += flags.filter((flag) => !flag.allowed && isDenied(denied, flag)).length;
    const shown = flags.filter((flag) => all || isDenied(denied, flag) || (!flag.allowed && flag.severity !== "info")).filter((flag) => all || !flag.allowed);
    if (shown.length === 0) continue;
    flagged++;
    if (format === "json") json.push(entryJson(loaded, shown, denied));
    else await write(`${title(loaded, palette.bold)}${renderFlags(shown, palette).replace(/^(?=.)/gm, "  ")}\n`);
  }
  const leftOut = leftOutOf(0, unreadable);
  if (unread > 0) leftOut.push(`${unread} entries that cannot be read to their end`);
  if (format === "json") {
    const flags = Object.fromEntries([...severities, "allowed"].map((kind) => [kind, counts.get(kind) ?? 0]));
    await write(`${visibleJson({ entries: json, looked_at: wanted.length, flags, denied: refused, left_out: leftOut })}\n`);
  } else {
    const told = [...severities].reverse().map((kind) => `${counts.get(kind) ?? 0} ${kind}`);
    const ignored = counts.get("allowed") ?? 0;
    await write(`${wanted.length} ${wanted.length === 1 ? "entry" : "entries"} looked at, ${flagged} shown: ${told.join(", ")}${ignored > 0 ? `, ${ignored} allowed` : ""}\n`);
  }
  return { denied: refused, nearest: [], any: true, leftOut };
}

function title({ file, entry }: LoadedEntry, bold: (text: string) => string): string {
  const metadata = entry!.metadata;
  const macro = macroAsWritten(macroNameOf(file, metadata), metadata.macro_kind);
  const item = file.item === undefined ? "" : ` ${metadata.macro_kind === "function" ? "in" : "on"} ${file.item}`;
  return `${bold(visibleName(`${macro}${item}`))} ${visibleName(`at ${placeOf(metadata)}, ${file.path}`)}\n`;
}

function entryJson({ file, entry }: LoadedEntry, flags: readonly EntryFlag[], denied: readonly string[]): object {
  const { metadata } = entry!;
  return {
    entry: file.path,
    macro: macroAsWritten(macroNameOf(file, metadata), metadata.macro_kind),
    package: macroPackageOf(metadata),
    file: metadata.source_file,
    line: metadata.expand_linenum,
    flags: flags.map((flag) => ({ ...flagJson(flag), denied: (!flag.allowed && isDenied(denied, flag)) || undefined })),
  };
}
