import { type Entry, printEntry, readExpansion, sameTokens } from "#format";
import { scanSource } from "#source";
import type { EntryPart } from "./finding.ts";
import { firstDifference } from "./first-difference.ts";

export interface Difference {
  readonly part: EntryPart;
  readonly detail: string;
  /** Whether it is about what people read alone. */
  readonly isNote: boolean;
}

/**
 * Every part in which a committed entry is not what the macro gives now, the gravest first. `expand_linenum` may
 * differ, and lines in the explanations of scopes: lines move without a change of the entry.
 */
export function compareEntries(committed: { readonly text: string; readonly entry: Entry }, fresh: Entry): Difference[] {
  const { entry } = committed;
  const differences = [
    ...compareExpansions(entry, fresh),
    ...compareScopes(entry, fresh),
    ...compareMetadata(entry, fresh),
    ...comparePlaces(entry, fresh),
  ];
  if (committed.text !== "" && stripChecksum(printEntry(entry)) !== stripChecksum(committed.text)) {
    differences.push({ part: "metadata", detail: "the metadata have keys or a form that silcrow does not write", isNote: false });
  }
  return differences.sort((a, b) => Number(a.isNote) - Number(b.isNote));
}

function compareExpansions(entry: Entry, fresh: Entry): Difference[] {
  const differences: Difference[] = [];
  const { spans, alone } = entry.metadata;
  const isSameText = entry.expansion === fresh.expansion;
  if (!isSameText || alone !== fresh.metadata.alone) {
    const [ours, theirs] = [readExpansion(entry), readExpansion(fresh)];
    const detail = isSameText ? "spaces between punctuation characters are not those that the macro gives" : firstDifference(entry.expansion, fresh.expansion);
    if (!ours.ok) differences.push({ part: "expansion", detail: `${detail} (${ours.problem})`, isNote: false });
    else if (!theirs.ok || !sameTokens(ours.trees, theirs.trees)) differences.push({ part: "expansion", detail, isNote: false });
    else differences.push({ part: "layout", detail: `the same tokens are laid out in another way: ${detail}`, isNote: true });
  }
  if (spans !== fresh.metadata.spans) {
    differences.push({ part: "span map", detail: "tokens have other spans than those that the macro gives", isNote: false });
  }
  return differences;
}

function compareScopes(entry: Entry, fresh: Entry): Difference[] {
  const [ours, theirs] = [entry.metadata.scopes ?? {}, fresh.metadata.scopes ?? {}];
  const numbers = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort((a, b) => Number(a) - Number(b));
  const kindOf = (scope: (typeof ours)[string] | undefined): string => (scope === undefined ? "nothing" : scope === "mixed_site" ? "the mixed site" : "an input's");
  const wrong = numbers.find((number) => kindOf(ours[number]) !== kindOf(theirs[number]));
  if (wrong === undefined) return [];
  return [{ part: "scopes", detail: `scope ${wrong} is explained as ${kindOf(ours[wrong])}, and is ${kindOf(theirs[wrong])}`, isNote: false }];
}

const settled = ["macro_hash", "macro_kind", "macro_item", "hash", "targets", "parsed", "expand_crate", "macro_package"] as const;

function compareMetadata(entry: Entry, fresh: Entry): Difference[] {
  const differences: Difference[] = [];
  const show = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
  const keys = settled.filter((key) => show(entry.metadata[key]) !== show(fresh.metadata[key]));
  const [first] = keys;
  if (first !== undefined) {
    const detail = `${keys.join(", ")}: ${clip(show(entry.metadata[first]))} should be ${clip(show(fresh.metadata[first]))}`;
    differences.push({ part: "metadata", detail, isNote: false });
  }
  if (show(entry.metadata.depends) !== show(fresh.metadata.depends)) {
    differences.push({ part: "depends", detail: dependsDetail(entry, fresh), isNote: false });
  }
  return differences;
}

function dependsDetail(entry: Entry, fresh: Entry): string {
  const [ours, theirs] = [flatDepends(entry), flatDepends(fresh)];
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => ours.get(name) !== theirs.get(name));
  const say = (name: string): string => {
    if (!theirs.has(name)) return `${name} is named, and the macro does not look at it`;
    return ours.has(name) ? `${name} has another value now` : `${name} is not named, and the macro looks at it`;
  };
  return names.length === 0 ? "the same observations are in another order" : names.map(say).join("; ");
}

function flatDepends({ metadata: { depends } }: Entry): Map<string, string | null> {
  const { env = {}, ...others } = depends ?? {};
  const values = Object.entries(others).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new Map([...Object.entries(env).map(([name, value]): [string, string | null] => [`the variable ${name}`, value]), ...values]);
}

/** The same tokens may stand in several places, and the entry describes the one that was met first. */
function comparePlaces(entry: Entry, fresh: Entry): Difference[] {
  const differences: Difference[] = [];
  const keys = (["expand_module", "source_file", "macro-frag-spec"] as const).filter((key) => entry.metadata[key] !== fresh.metadata[key]);
  const [first] = keys;
  if (first !== undefined) {
    const detail = `it says ${first} ${JSON.stringify(entry.metadata[first] ?? "")}, the invocation is met in ${JSON.stringify(fresh.metadata[first] ?? "")}`;
    differences.push({ part: "place", detail, isNote: true });
  }
  if (entry.invocation !== fresh.invocation) {
    const detail = `the invocation: ${firstDifference(entry.invocation, fresh.invocation, "the source has")}`;
    const isElsewhere = keys.includes("expand_module") || keys.includes("source_file");
    differences.push({ part: "invocation", detail, isNote: isElsewhere || isSameSource(entry.invocation, fresh.invocation) });
  }
  return differences;
}

/** Whether two texts are the same Rust, but for white space and ordinary comments. */
function isSameSource(a: string, b: string): boolean {
  const [ours, theirs] = [scanSource(a), scanSource(b)];
  if (ours.count !== theirs.count) return false;
  for (let index = 0; index < ours.count; index++) {
    if (a.slice(ours.start[index], ours.end[index]) !== b.slice(theirs.start[index], theirs.end[index])) return false;
  }
  return true;
}

function stripChecksum(text: string): string {
  return text.replace(/^  "checksum": .*\n/m, "");
}

function clip(text: string): string {
  return text.length > 90 ? `${text.slice(0, 90)}…` : text;
}
