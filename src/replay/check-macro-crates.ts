import { type Problem, SilcrowError } from "#diagnostics";
import type { MacroCrateRecord, MacrosJson } from "#format";
import type { LockedPackage, MacroCrate } from "#cargo";
import { matchMacroCrate } from "./match-macro-crate.ts";

export type CheckedMacroCrates =
  | { readonly kind: "checked"; readonly records: readonly MacroCrateRecord[] }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** The record of each macro crate, in the same order, or everything that is wrong (SC0211, SC0212). */
export function checkMacroCrates(crates: readonly MacroCrate[], macros: MacrosJson, cacheDirectory: string, locked: readonly LockedPackage[] = []): CheckedMacroCrates {
  const problems = new Map<string, Problem>();
  const records: MacroCrateRecord[] = [];
  for (const crate of crates) {
    const { name, version } = crate.package;
    const match = matchMacroCrate(crate, macros, locked);
    if (match.kind === "match") records.push(match.record);
    else if (match.kind === "missing") {
      const message = `the macro crate ${name} ${version} is not in macros.json`;
      problems.set(message, { code: "SC0211", message, notes: [`the cache directory is ${cacheDirectory}`] });
    } else {
      const message = `the macro crate ${name} ${version} has changed since emit`;
      problems.set(message, { code: "SC0212", message, notes: match.differences });
    }
  }
  return problems.size === 0 ? { kind: "checked", records } : { kind: "problems", problems: [...problems.values()] };
}

/** The first problem as an error, the others in its notes. */
export function asError([first, ...others]: readonly Problem[]): SilcrowError {
  if (first === undefined) throw new Error("no problem to report");
  const rest = others.map(({ code, message, notes = [] }) => [`${code}: ${message}`, ...notes].join("\n"));
  return new SilcrowError(first.code, first.message, { notes: [...(first.notes ?? []), ...rest], help: first.help });
}
