import type { Limit } from "./definitions.ts";
import { passed, type Project, type Results, steps, type Summary } from "./results.ts";

/** The results and their history as one page without scripts and without anything from elsewhere. */
export function renderPage(results: Results, known: Readonly<Record<string, Limit>>): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>silcrow: what passes</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse } th, td { text-align: left; padding: .15rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top }
td.number { text-align: right } .yes { color: #17692f } .no { color: #a11; font-weight: bold } pre { white-space: pre-wrap; margin: 0 }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } th, td { border-color: #444 } .yes { color: #7c7 } .no { color: #f88 } }
</style>
<h1>What passes</h1>
<p>silcrow ${escape(results.silcrow)}, rustc ${escape(results.rustc)}</p>
${history(results.history)}
${table("Crates", results.projects.filter(({ kind }) => kind === "crate"), known)}
${table("Programs", results.projects.filter(({ kind }) => kind === "program"), known)}
</html>
`;
}

function history(summaries: readonly Summary[]): string {
  const share = ({ passed: good, total }: Summary["crates"]) => `<td class="number">${good} of ${total}</td>`;
  const rows = summaries.toReversed().map(
    ({ date, silcrow, rustc, crates, programs }) =>
      `<tr><td>${escape(date)}</td><td>${escape(silcrow)}</td><td>${escape(rustc)}</td>${share(crates)}${share(programs)}</tr>`,
  );
  return `<table>\n<tr><th>date</th><th>silcrow</th><th>rustc</th><th>crates</th><th>programs</th></tr>\n${rows.join("\n")}\n</table>`;
}

function table(title: string, projects: readonly Project[], known: Readonly<Record<string, Limit>>): string {
  const head = ["", "versions", "expansions", "tests", ...steps, "date"].map((name) => `<th>${name}</th>`).join("");
  const rows = projects.map((project) => {
    const cells = steps.map((step) => {
      const outcome = project.steps[step];
      if (outcome === undefined) return "<td>–</td>";
      const note = outcome.detail === undefined ? "" : ` title="${escape(outcome.detail)}"`;
      return outcome.ok ? `<td class="yes"${note}>yes${note === "" ? "" : "*"}</td>` : `<td class="no"${note}>no</td>`;
    });
    const limit = passed(project) ? undefined : known[project.name];
    const said = limit === undefined ? "" : `\n<tr><td></td><td colspan="${steps.length + 4}">${escape(`${limit.reason} What it would take: ${limit.takes}`)}</td></tr>`;
    const facts = [`<td>${escape(project.name)}</td>`, `<td>${escape(project.versions.join(", "))}</td>`];
    const numbers = [project.expansions, project.tests].map((number) => `<td class="number">${number}</td>`);
    return `<tr>${[...facts, ...numbers, ...cells, `<td>${escape(project.date)}</td>`].join("")}</tr>${said}`;
  });
  return `<h2>${title}: ${projects.filter(passed).length} of ${projects.length}</h2>\n<table>\n<tr>${head}</tr>\n${rows.join("\n")}\n</table>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
