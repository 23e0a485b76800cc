import { existsSync } from "node:fs";
import path from "node:path";
import { type AllowedFlags, type AuditRule, rules, severities, type Severity } from "#audit";
import { sha256 } from "#format";
import { type EntryFlag, entryFile, entryFlags, leftOutOf, listEntryPaths, loadEntry, type LoadedEntry, readChanged, visibleName, visibleText } from "#review/entries";

export interface SarifRequest {
  readonly cacheDirectory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Only entries that are other than in this revision. */
  readonly since: string | undefined;
  readonly allowed: AllowedFlags;
  /** Of the program. */
  readonly version: string;
}

export interface Sarif {
  readonly text: string;
  readonly results: number;
  readonly leftOut: readonly string[];
}

/** More results than that are refused where such files are read; the gravest are kept. */
const mostResults = 20_000;
const mostNotifications = 500;

const levels = { info: "note", warn: "warning", danger: "error" } as const satisfies Record<Severity, string>;

/** The flags of a cache as a SARIF 2.1.0 log. Throws SC0504 for a revision that git does not know. */
export async function sarifReport({ cacheDirectory, env, since, allowed, version }: SarifRequest): Promise<Sarif> {
  const { paths, unreadable } = listEntryPaths(cacheDirectory);
  const changed = since === undefined ? undefined : await readChanged({ cacheDirectory, env }, since);
  const root = repositoryAround(cacheDirectory);
  const results: { readonly weight: number; readonly value: object }[] = [];
  const notifications: object[] = [];
  const place = (file: string): string => addressOf(path.relative(root, path.join(cacheDirectory, file)));
  for (const file of paths) {
    if (changed !== undefined && !changed.has(file)) continue;
    const loaded = loadEntry(cacheDirectory, entryFile(file));
    if (loaded.problem !== undefined) notifications.push(notification(visibleName(`${file}: ${loaded.problem}`), place(file)));
    const seen = new Map<string, number>();
    for (const flag of entryFlags(loaded, allowed)) results.push({ weight: flag.allowed ? -1 : severities.indexOf(flag.severity), value: resultOf(flag, loaded, place(file), seen) });
  }
  const kept = results.length <= mostResults ? results : results.toSorted((a, b) => b.weight - a.weight).slice(0, mostResults);
  const leftOut = leftOutOf(0, unreadable);
  if (results.length > kept.length) leftOut.push(`${results.length - kept.length} of ${results.length} flags, the least grave ones`);
  if (notifications.length > mostNotifications) leftOut.push(`${notifications.length - mostNotifications} of ${notifications.length} entries that are not as they should be`);
  const log = {
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "silcrow", semanticVersion: version, rules: rules.map(ruleOf) } },
        automationDetails: { id: "silcrow/audit" },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { SRCROOT: { description: { text: "The repository that has the macro cache." } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [...notifications.slice(0, mostNotifications), ...leftOut.map((text) => notification(`left out: ${text}`))],
          },
        ],
        results: kept.map(({ value }) => value),
      },
    ],
  };
  return { text: `${JSON.stringify(log, undefined, 1)}\n`, results: kept.length, leftOut };
}

function ruleOf({ id, severity, title, why }: AuditRule): object {
  const name = id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    id,
    name,
    shortDescription: { text: `${title[0]!.toUpperCase()}${title.slice(1)}.` },
    fullDescription: { text: `The expansion of a macro has what its input did not: ${title}. ${why}` },
    help: { text: `${why} Read the expansion with \`silcrow show\`. Where it is right, allow the flag for the macro in the configuration: "audit": {"allow": {"<macro crate>": ["${id}"]}}.` },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ["generated-code", ...(severity === "info" ? [] : ["security"])] },
  };
}

function resultOf(flag: EntryFlag, { file, entry }: LoadedEntry, uri: string, seen: Map<string, number>): object {
  const { id, severity, section, start, end, fileLine, column, excerpt, detail, allowed } = flag;
  const rule = rules.findIndex((one) => one.id === id);
  const { metadata } = entry!;
  const text = entry![section].slice(start, end);
  const lines = text.split("\n");
  const macro = metadata.macro_item.replace(/_[0-9a-f]{12}(?=::)/, "");
  const at = metadata.source_file === undefined ? "" : ` (invoked at ${metadata.source_file}:${metadata.expand_linenum})`;
  const words = visibleName(`${id} ${macro} ${file.label} ${excerpt}`);
  const count = seen.get(words) ?? 0;
  seen.set(words, count + 1);
  return {
    ruleId: id,
    ruleIndex: rule,
    level: levels[severity],
    message: { text: visibleName(`${rules[rule]!.title}: \`${excerpt}\`${detail === undefined ? "" : ` ${detail}`} in the ${section} of ${macro}${at}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, uriBaseId: "SRCROOT" },
          region: {
            startLine: fileLine,
            startColumn: column,
            endLine: fileLine + lines.length - 1,
            endColumn: lines.length === 1 ? column + text.length : lines.at(-1)!.length + 1,
            snippet: { text: visibleText(text.slice(0, 400)) },
          },
        },
        logicalLocations: [{ fullyQualifiedName: visibleName([metadata.expand_module, ...(file.item === undefined ? [] : [file.item])].join("::")) }],
      },
    ],
    // Lines move; what is flagged in which entry stays.
    partialFingerprints: { "silcrowFlag/v1": sha256(`${words} ${count}`).slice(7, 39) },
    ...(allowed ? { suppressions: [{ kind: "external", status: "accepted", justification: "The project's configuration allows it for this macro (audit.allow)." }] } : {}),
  };
}

function notification(text: string, uri?: string): object {
  const locations = uri === undefined ? undefined : [{ physicalLocation: { artifactLocation: { uri, uriBaseId: "SRCROOT" } } }];
  return { level: "warning", message: { text }, locations };
}

/** A relative path as an address. */
function addressOf(file: string): string {
  return file.split(path.sep).map(encodeURIComponent).join("/");
}

/** The folder that paths are relative to: the repository, or the project where there is none. */
function repositoryAround(cacheDirectory: string): string {
  for (let folder = path.dirname(cacheDirectory); path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, ".git"))) return folder;
  }
  return path.dirname(cacheDirectory);
}
