import path from "node:path";
import { oneLine } from "#diagnostics";
import type { Finding, FindingKind } from "./finding.ts";
import type { VerifyReport } from "./verify-report.ts";

/** A report as text: a line or two for each finding, what to do, and what was done. `cwd` shortens paths. */
export function renderReport(report: VerifyReport, cwd: string, strict: boolean): string {
  const directory = path.relative(cwd, report.cacheDir) || ".";
  const lines = report.findings.map((finding) => renderFinding(finding, directory, strict));
  const advice = adviceFor(report, strict);
  return [...lines, ...advice.map((text) => `help: ${text}`), summary(report)].map((line) => `${line}\n`).join("");
}

function renderFinding({ kind, severity, file, macro, detail }: Finding, directory: string, strict: boolean): string {
  const label = severity === "note" && !strict ? `note: ${kind}` : kind;
  const named = macro === undefined ? "" : `${macro.replace(/_[0-9a-f]{12}::/, "::")}: `;
  return `${oneLine(`${label}: ${path.join(directory, file)}`)}\n  ${oneLine(named + detail)}`;
}

function adviceFor({ findings }: VerifyReport, strict: boolean): string[] {
  const has = (kinds: readonly FindingKind[], severity: Finding["severity"] = "error"): boolean =>
    findings.some((finding) => kinds.includes(finding.kind) && finding.severity === severity);
  const advice: string[] = [];
  if (has(["edited"])) advice.push("an edited entry is code that its macro does not give: find out who wrote it; to have it written anew, remove the file and run `silcrow emit`");
  if (has(["missing", "stale", "extra", "moved", "damaged", "macros"])) advice.push("`silcrow emit` brings the cache up to date; read what it changes before you commit it");
  if (has(["failed"])) advice.push("the messages of the macros are above; `silcrow emit` shows them too");
  if (has(["nondeterministic"])) advice.push("such a macro iterates a HashMap or the like; its entry is what it gave once, and another implementation may give another");
  if (strict && has(["moved", "outdated"], "note")) advice.push("emit leaves entries alone that are right: remove the files that notes name and run `silcrow emit`");
  return advice;
}

function summary({ result, findings, compared, expansions, unchecked, seeds, counts, since }: VerifyReport): string {
  const kinds = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  const said = kinds.length === 0 ? "" : ` (${kinds.join(", ")})`;
  const repeated = seeds === 0 ? "" : `, each repeated with ${seeds} random ${seeds === 1 ? "seed" : "seeds"}`;
  const trusted = since === undefined ? "" : `; unchanged entries of ${oneLine(since)} were taken as right`;
  const left = unchecked === 0 ? "" : `; ${count(unchecked, "entry", "entries")} not judged, because not everything was expanded`;
  const what = `${count(compared, "entry", "entries")} compared with ${count(expansions, "expansion", "expansions")}${repeated}${trusted}${left}`;
  if (result === "incomplete") return `verify could not finish, because cargo failed${said}: ${what}`;
  return result === "clean" ? `the macro cache is what the macros give${said}: ${what}` : `${count(findings.length, "finding", "findings")}${said}: ${what}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
