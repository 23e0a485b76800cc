import { explainScope, macroAsWritten, macroNameOf, macroPackageOf, observedBy, placeOf } from "../reading/describe-entry.ts";
import type { EntryFlag } from "../reading/entry-flags.ts";
import type { LoadedEntry } from "../reading/load-entry.ts";
import type { Palette } from "./palette.ts";
import { visibleName, visibleText } from "./visible-text.ts";

export interface RenderEntryOptions {
  readonly sections: "all" | "expansion" | "invocation";
  /** Show where each token comes from. */
  readonly spans: boolean;
  readonly color: boolean;
  readonly palette: Palette;
  /** The cache directory as it is shown before an entry's path. */
  readonly shownDirectory: string;
  /** What is pointed out below the expansion. */
  readonly flags?: readonly EntryFlag[];
}

/** One entry as text for a terminal or a pipe; ends with a line feed. */
export async function renderEntry(loaded: LoadedEntry, options: RenderEntryOptions): Promise<string> {
  const { entry } = loaded;
  if (options.sections === "expansion" && entry !== undefined) return `${await expansionText(loaded, options)}\n`;
  if (options.sections === "invocation" && entry !== undefined) return `${await invocationText(entry.invocation, options)}\n`;
  const parts = [heading(loaded, options)];
  if (entry === undefined) {
    if (loaded.start !== "") parts.push(rule("the file, as far as it is shown", options), `${visibleText(loaded.start).trimEnd()}\n`);
    return parts.join("");
  }
  parts.push(rule("invocation", options), `${await invocationText(entry.invocation, options)}\n`);
  parts.push(rule("expansion", options), `${await expansionText(loaded, options)}\n`);
  parts.push(await legend(loaded, options));
  if (options.flags !== undefined && options.flags.length > 0) {
    const { renderFlags } = await import("./render-flags.ts");
    parts.push(rule("flags", options), renderFlags(options.flags, options.palette));
  }
  return parts.join("");
}

/** What the entry is: one fact on a line. */
export function heading({ file, entry, problem, cut }: LoadedEntry, { palette, shownDirectory }: RenderEntryOptions): string {
  const metadata = entry?.metadata;
  const name = macroNameOf(file, metadata);
  const macro = metadata === undefined ? name : macroAsWritten(name, metadata.macro_kind);
  const joint = metadata === undefined || metadata.macro_kind === "function" ? "in" : "on";
  const title = file.item === undefined ? macro : `${macro} ${joint} ${file.item}`;
  const facts: [string, string][] = [];
  if (metadata !== undefined) {
    facts.push(["at", `${placeOf(metadata)}, in ${metadata.expand_module}`], ["macro", macroPackageOf(metadata)]);
  }
  facts.push(["entry", `${shownDirectory}/${file.path}`]);
  const observed = observedBy(metadata?.depends);
  if (observed.length > 0) facts.push(["observed", observed.join(", ")]);
  const lines = facts.map(([label, text]) => `  ${palette.quiet(label.padEnd(8))} ${visibleName(text)}\n`);
  if (problem !== undefined) lines.push(`  ${palette.warning("careful ")} ${palette.warning(visibleName(problem))}\n`);
  if (cut > 0) lines.push(`  ${palette.warning("left out")} ${cut} bytes at the end of the file\n`);
  return `${palette.bold(visibleName(title))}\n${lines.join("")}`;
}

function rule(title: string, { palette }: RenderEntryOptions): string {
  return `${palette.quiet(`── ${title} ${"─".repeat(Math.max(2, 60 - title.length))}`)}\n`;
}

async function invocationText(text: string, { color, palette }: RenderEntryOptions): Promise<string> {
  if (!color) return visibleText(text);
  const { highlightSource } = await import("./highlight-source.ts");
  return highlightSource(text, palette);
}

async function expansionText(loaded: LoadedEntry, options: RenderEntryOptions): Promise<string> {
  const { entry, cut } = loaded;
  if (entry === undefined) return "";
  // Without colours the text is the answer; it need not even be lexed.
  if (!options.color && !options.spans) return visibleText(entry.expansion);
  if (options.spans && cut === 0) {
    const { renderProvenance } = await import("./render-provenance.ts");
    return renderProvenance(entry, options);
  }
  const { highlightExpansion } = await import("./highlight.ts");
  return highlightExpansion(entry.expansion, entry.metadata.alone, options.palette);
}

/** What the scopes and the marks in the expansion mean. */
async function legend({ entry, cut }: LoadedEntry, options: RenderEntryOptions): Promise<string> {
  if (entry === undefined) return "";
  const { palette, spans, color } = options;
  const { scopes } = entry.metadata;
  const lines = Object.entries(scopes ?? {}).map(
    ([scope, explanation]) => `${palette.scope(Number(scope))(`§${scope}`)}  ${visibleName(explainScope(explanation))}\n`,
  );
  if (spans && cut === 0) {
    const { readExpansion } = await import("#format/reading");
    const read = readExpansion(entry);
    if (!read.ok) lines.push(`${palette.warning(`its tokens cannot be read: ${visibleName(read.problem)}`)}\n`);
    else if (color) {
      lines.push(`${palette.input("green")}  tokens of the invocation\n`, `${palette.spanned("yellow")}  made by the macro, placed at a token of the invocation\n`);
    } else lines.push("^  tokens of the invocation\n", "~  made by the macro, placed at a token of the invocation\n");
  }
  return lines.length === 0 ? "" : rule("legend", options) + lines.join("");
}
