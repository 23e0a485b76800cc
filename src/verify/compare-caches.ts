import type { Entry } from "#format";
import { compareEntries, type Difference } from "./compare-entries.ts";
import type { Finding } from "./finding.ts";
import type { CachedFile } from "./read-cache.ts";

export interface CachesToCompare {
  readonly committed: readonly CachedFile[];
  /** What the macros gave now. */
  readonly fresh: readonly CachedFile[];
  /** Invocations that gave no expansion: crate folder, a zero character, key. */
  readonly failed: ReadonlySet<string>;
  /** Whether an entry that has no counterpart is one that nothing uses, by crate folder. */
  readonly isUnused: (folder: string) => boolean;
}

export interface ComparedCaches {
  readonly findings: readonly Finding[];
  readonly compared: number;
  /** Entries that nothing is known about but that they are whole. */
  readonly unchecked: number;
}

/** Finds the counterpart of each entry and says in what they differ. */
export function compareCaches({ committed, fresh, failed, isUnused }: CachesToCompare): ComparedCaches {
  const findings: Finding[] = [];
  const left = new Set(committed);
  const open = new Set(fresh);
  let compared = 0;

  // Each round takes what the ones before have left: the same invocation that observed the same, then one that
  // observed something else, then whatever has the name, then the invocation in a crate where it does not belong.
  const rounds: readonly ((file: CachedFile) => string | undefined)[] = [
    (file) => join(file.folder, entryOf(file)?.metadata.hash, dependsOf(file)),
    (file) => join(file.folder, entryOf(file)?.metadata.hash),
    (file) => file.path,
    (file) => (isUnused(file.folder) ? join(entryOf(file)?.metadata.hash, dependsOf(file)) : undefined),
  ];
  for (const identity of rounds) {
    const candidates = Map.groupBy(left, (file) => identity(file) ?? "");
    for (const expected of open) {
      const key = identity(expected);
      const found = (key === undefined ? [] : (candidates.get(key) ?? [])).filter((file) => left.has(file));
      const [primary, ...others] = found.sort((a, b) => Number(b.path === expected.path) - Number(a.path === expected.path));
      if (primary === undefined) continue;
      open.delete(expected);
      left.delete(primary);
      compared += 1;
      findings.push(...comparePair(primary, expected));
      if (identity !== rounds[0]) continue;
      // replay takes any of them that holds, so each has to be right.
      for (const other of others) {
        left.delete(other);
        compared += 1;
        findings.push(compareSecond(other, expected));
      }
    }
  }

  for (const file of open) {
    findings.push({ ...about(file), kind: "missing", severity: "error", parts: [], detail: "the macro gives an expansion, and the cache has no entry for it" });
  }
  const blamed = new Set<string>();
  let unchecked = 0;
  for (const file of left) {
    const failure = `${file.folder}\0${entryOf(file)?.metadata.hash}`;
    const own = ownProblem(file);
    if (failed.has(failure)) {
      blamed.add(failure);
      findings.push({ ...about(file), kind: "failed", severity: "error", parts: [], detail: "its macro gave no expansion this time" });
    } else if (own !== undefined) findings.push(own);
    else if (isUnused(file.folder)) findings.push({ ...about(file), kind: "extra", severity: "error", parts: [], detail: "nothing in the project uses it" });
    else unchecked += 1;
  }
  for (const failure of failed) {
    if (blamed.has(failure)) continue;
    const [folder = "", key = ""] = failure.split("\0");
    findings.push({ kind: "failed", severity: "error", file: folder, parts: [], detail: `the invocation with the key ${key} gave no expansion` });
  }
  return { findings, compared, unchecked };
}

function comparePair(file: CachedFile, expected: CachedFile): Finding[] {
  const entry = entryOf(file);
  const fresh = entryOf(expected);
  const own = ownProblem(file);
  if (fresh === undefined || (entry === undefined && own !== undefined)) return own === undefined ? [] : [own];
  if (entry === undefined) return [];
  const differences = [...(own === undefined ? [] : [checksumDifference]), ...compareEntries({ text: file.text, entry }, fresh)];
  const graves = differences.filter(({ isNote }) => !isNote);
  const elsewhere = file.path === expected.path ? undefined : { expectedFile: expected.path };
  const finding = (kind: Finding["kind"], severity: Finding["severity"], detail: string): Finding[] => [
    { ...about(file), kind, severity, parts: differences.map(({ part }) => part), detail, ...elsewhere },
  ];
  if (graves.length > 0) return finding(gravity(own !== undefined, entry, fresh), "error", describe(graves));
  if (elsewhere !== undefined) {
    const isFound = file.folder === expected.folder && lookUpName(file.path) === lookUpName(expected.path);
    const detail = isFound ? `emit would name it ${expected.path}` : `builds do not find it there; it belongs to ${expected.path}`;
    return finding("moved", isFound ? "note" : "error", detail);
  }
  return differences.length === 0 ? [] : finding("outdated", "note", describe(differences));
}

/** A further entry for an invocation that has one. */
function compareSecond(file: CachedFile, expected: CachedFile): Finding {
  const [finding] = comparePair(file, expected);
  if (finding?.severity === "error" && finding.kind !== "moved") return finding;
  return { ...about(file), kind: "extra", severity: "error", parts: [], detail: "another entry is for the same invocation", expectedFile: expected.path };
}

function gravity(isEdited: boolean, entry: Entry, fresh: Entry): Finding["kind"] {
  if (isEdited || entry.metadata.hash !== fresh.metadata.hash) return "edited";
  const isStale = entry.metadata.macro_hash !== fresh.metadata.macro_hash || JSON.stringify(entry.metadata.depends) !== JSON.stringify(fresh.metadata.depends);
  return isStale ? "stale" : "edited";
}

const checksumDifference: Difference = { part: "checksum", detail: "its checksum is another", isNote: false };

/** What is wrong with an entry whatever the macro gives. */
function ownProblem(file: CachedFile): Finding | undefined {
  const { parsed } = file;
  switch (parsed.kind) {
    case "entry":
      return undefined;
    case "edited":
      return { ...about(file), kind: "edited", severity: "error", parts: ["checksum"], detail: checksumDifference.detail };
    case "newer":
      return { ...about(file), kind: "damaged", severity: "error", parts: [], detail: `a newer silcrow wrote it (format ${parsed.version})` };
    case "damaged":
      return { ...about(file), kind: "damaged", severity: "error", parts: [], detail: `line ${parsed.line}: ${parsed.problem}` };
  }
}

function describe(differences: readonly Difference[]): string {
  return differences.map(({ part, detail }) => (part === "invocation" || part === "checksum" ? detail : `${part}: ${detail}`)).join("; ");
}

function about(file: CachedFile): { file: string; macro?: string } {
  const entry = entryOf(file);
  return { file: file.path, ...(entry === undefined ? {} : { macro: entry.metadata.macro_item }) };
}

function entryOf({ parsed }: CachedFile): Entry | undefined {
  return parsed.kind === "entry" || parsed.kind === "edited" ? parsed.entry : undefined;
}

function dependsOf(file: CachedFile): string {
  return JSON.stringify(entryOf(file)?.metadata.depends) ?? "";
}

/** The part of a name that builds look entries up by: docs/contracts.md §4. */
function lookUpName(path: string): string | undefined {
  return /\.([0-9a-f]{12})(?:-[^.]*)?\.rsm$/.exec(path)?.[1];
}

function join(...parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join("\0");
}
