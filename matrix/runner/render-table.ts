import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { stripControl } from "#diagnostics";
import type { Limit } from "./definitions.ts";
import { root } from "./places.ts";
import { type Outcome, passed, type Project, type Results, type Step, steps } from "./results.ts";

const titles: Readonly<Record<Step, string>> = {
  ordinary: "ordinary",
  emit: "emit",
  entries: "read back",
  replay: "tests",
  compare: "same program",
  verify: "verify",
  again: "emit again",
};

/** For the terminal: one line for each project, and what is to be said about those that failed. */
export function terminalTable(projects: readonly Project[], known: Readonly<Record<string, Limit>>): string {
  const width = Math.max(8, ...projects.map(({ name }) => name.length));
  const lines = projects.map((project) => {
    const failed = steps.find((step) => project.steps[step]?.ok === false);
    const state = passed(project) ? "pass" : "FAIL";
    const numbers = `${project.expansions} expansions, ${project.tests} tests`;
    const detail = failed === undefined ? "" : `\n    ${titles[failed]}: ${project.steps[failed]?.detail ?? ""}`.replaceAll("\n", "\n    ");
    const reason = known[project.name] === undefined || passed(project) ? "" : `\n    known: ${known[project.name]?.reason}`;
    return `${state}  ${project.name.padEnd(width)}  ${numbers}${detail}${reason}`;
  });
  const good = projects.filter(passed).length;
  return stripControl(`${[...lines, `${good} of ${projects.length} pass`].join("\n")}\n`);
}

/** The page matrix/RESULTS.md. */
export function markdownTable(results: Results, known: Readonly<Record<string, Limit>>): string {
  const parts = [
    "# What passes",
    "",
    `Written by \`npm run matrix\`; [docs/matrix.md](../docs/matrix.md) says what the columns mean. silcrow ${results.silcrow}, rustc ${results.rustc}.`,
    "",
  ];
  for (const [kind, title] of [["crate", "Crates"], ["program", "Programs"]] as const) {
    const all = results.projects.filter((project) => project.kind === kind);
    parts.push(`## ${title}: ${all.filter(passed).length} of ${all.length}`, "");
    parts.push(`| | versions | expansions | tests | ${steps.map((step) => titles[step]).join(" | ")} | date |`);
    parts.push(`|---|---|---:|---:|${steps.map(() => "---").join("|")}|---|`);
    for (const { name, versions, expansions, expansionsOfDependencies, tests, date, ...project } of all) {
      const cells = steps.map((step) => cell(project.steps[step]));
      const more = kind === "program" && expansionsOfDependencies > 0 ? ` + ${expansionsOfDependencies}` : "";
      parts.push(`| ${name} | ${versions.join(", ")} | ${expansions}${more} | ${tests} | ${cells.join(" | ")} | ${date} |`);
    }
    parts.push("");
    for (const project of all.filter((found) => !passed(found))) {
      const failed = steps.find((step) => project.steps[step]?.ok === false);
      const said = failed === undefined ? "" : (project.steps[failed]?.detail ?? "").split("\n")[0];
      const limit = known[project.name];
      parts.push(`- **${project.name}** (${failed === undefined ? "not finished" : titles[failed]}): \`${(said ?? "").replaceAll("`", "'")}\`${limit === undefined ? "" : `. ${limit.reason} What it would take: ${limit.takes}`}`);
    }
    if (all.some((found) => !passed(found))) parts.push("");
    for (const project of all.filter(passed)) {
      for (const step of steps) {
        const detail = project.steps[step]?.detail;
        if (detail !== undefined) parts.push(`- ${project.name} (${titles[step]}): ${detail}`);
      }
    }
    if (parts.at(-1) !== "") parts.push("");
  }
  return `${parts.join("\n").trimEnd()}\n`;
}

function cell(outcome: Outcome | undefined): string {
  if (outcome === undefined) return "–";
  return outcome.ok ? (outcome.detail === undefined ? "yes" : "yes*") : "**no**";
}

/** Puts the shares between the markers in README.md. */
export async function updateReadme(results: Results): Promise<void> {
  const file = path.join(root, "README.md");
  const before = await readFile(file, "utf8");
  const last = results.history.at(-1);
  if (last === undefined) return;
  const rows = [
    ["macro crates, in packages that use them broadly", last.crates],
    ["published programs and libraries, as released", last.programs],
  ] as const;
  const counted = rows.filter(([, { total }]) => total > 0);
  const text = ["| | pass |", "|---|---|", ...counted.map(([what, share]) => `| ${what} | ${share.passed} of ${share.total} |`)].join("\n");
  const after = before.replace(/(<!-- matrix -->\n)[^]*?(<!-- \/matrix -->)/, `$1${text}\n$2`);
  if (after !== before) await writeFile(file, after);
}
