import { readFile } from "node:fs/promises";
import path from "node:path";
import { type MacroCrateRecord, type MacrosJson, parseMacrosJson, printMacrosJson } from "#format";
import type { Finding } from "./finding.ts";

const file = "macros.json";

/** What macros.json of a cache says that emit would not write. With `isComplete` crates that nothing uses count too. */
export async function compareMacros(committedDir: string, freshDir: string, isComplete: boolean): Promise<Finding[]> {
  const fresh = await readMacros(freshDir);
  const expected = fresh?.kind === "macros" ? fresh.macros : undefined;
  const found = await readMacros(committedDir);
  if (expected === undefined && (found === undefined || !isComplete)) return [];
  if (found === undefined) return [finding("it is missing")];
  if (found.kind === "newer") return [finding(`a newer silcrow wrote it (format ${found.version})`)];
  if (found.kind === "damaged") return [finding(`it is damaged: ${found.problem}`)];
  const findings = compareRecords(found.macros, expected ?? { silcrow_macros_version: 1, macro_crates: [] }, isComplete);
  if (findings.length === 0 && printMacrosJson(found.macros) !== found.text) return [finding("it has keys or a form that silcrow does not write")];
  return findings;
}

function compareRecords(found: MacrosJson, expected: MacrosJson, isComplete: boolean): Finding[] {
  const findings: Finding[] = [];
  for (const crate of expected.macro_crates) {
    const named = found.macro_crates.filter(({ macro_item }) => macro_item === crate.macro_item);
    if (named.length === 0) findings.push(finding(`${nameOf(crate)} is not in it`));
    for (const record of named) {
      const keys = differentKeys(record, crate);
      if (keys.length > 0) findings.push(finding(`${nameOf(crate)}: ${describe(keys[0] ?? "", keys, record, crate)}`));
    }
    if (named.length > 1) findings.push(finding(`${nameOf(crate)} is in it ${named.length} times`));
  }
  if (!isComplete) return findings;
  const known = new Set(expected.macro_crates.map(({ macro_item }) => macro_item));
  for (const crate of found.macro_crates) {
    if (!known.has(crate.macro_item)) findings.push(finding(`${nameOf(crate)} is in it, and the project does not use it`));
  }
  return findings;
}

function describe(first: string, keys: readonly string[], record: MacroCrateRecord, crate: MacroCrateRecord): string {
  const [ours, theirs] = [record, crate].map((each) => JSON.stringify((each as unknown as Record<string, unknown>)[first]) ?? "nothing");
  const isShort = `${ours}${theirs}`.length < 200;
  return `${keys.join(", ")} differ${keys.length === 1 ? "s" : ""}${isShort ? ` (${first}: ${ours} should be ${theirs})` : ""}`;
}

/** Compared as they are printed, so that the order of lists does not count. */
function differentKeys(record: MacroCrateRecord, crate: MacroCrateRecord): string[] {
  const [ours, theirs] = [record, crate].map((each) => {
    const { macro_crates } = JSON.parse(printMacrosJson({ silcrow_macros_version: 1, macro_crates: [each] })) as { macro_crates: Record<string, unknown>[] };
    return macro_crates[0] ?? {};
  }) as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter((key) => JSON.stringify(ours[key]) !== JSON.stringify(theirs[key]));
}

async function readMacros(directory: string) {
  let text: string;
  try {
    text = await readFile(path.join(directory, file), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  return { ...parseMacrosJson(text), text };
}

function nameOf({ package: name, version }: MacroCrateRecord): string {
  return `${name} ${version}`;
}

function finding(detail: string): Finding {
  return { kind: "macros", severity: "error", file, parts: [], detail };
}
