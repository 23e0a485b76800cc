import path from "node:path";
import type { AllowedFlags } from "#audit";
import { entryFlags, loadEntry, paletteFor, type Palette, renderEntry, renderGroup, visibleName } from "#review/entries";
import type { LedgerLine, Verdict } from "./ledger.ts";
import { changeLedger } from "./ledger-files.ts";
import { findSourceLines } from "./source-lines.ts";
import type { ReviewStep } from "./review-steps.ts";

/** The terminal, as far as a session needs it. */
export interface SessionTerminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  /** The next key: a character, `\u0003` for an interruption; undefined at the end of the input. */
  key(): Promise<string | undefined>;
  /** A line of text; undefined if it was given up. */
  line(prompt: string): Promise<string | undefined>;
  /** Shows a long text in the user's pager. */
  page(text: string): Promise<void>;
  /** Opens a file in the user's editor. */
  edit(file: string): Promise<void>;
}

export interface SessionRequest {
  readonly cacheDirectory: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly reviewer: string;
  readonly steps: readonly ReviewStep[];
  readonly allowed: AllowedFlags;
  readonly color: boolean;
}

export interface SessionResult {
  readonly accepted: number;
  readonly questions: number;
  /** Entries that were passed over or not come to. */
  readonly left: number;
}

interface Action {
  readonly at: number;
  readonly hashes: ReadonlySet<string>;
  readonly verdict: Verdict;
  /** How many entries it settled. */
  readonly count: number;
}

/** Goes through what is to review, one key for each verb. Each verdict is on disk before the next step is shown. */
export async function runSession(request: SessionRequest, terminal: SessionTerminal): Promise<SessionResult> {
  const { cacheDirectory, reviewer, steps, color } = request;
  const palette = paletteFor(color);
  const settled = new Map<string, Verdict>();
  const actions: Action[] = [];
  const isOpen = (step: ReviewStep): boolean => step.entries.some(({ hash }) => !settled.has(hash!));

  const settle = (at: number, chosen: readonly ReviewStep[], verdict: Verdict, note?: string): void => {
    const lines = chosen.flatMap(({ entries }) => entries.filter(({ hash }) => !settled.has(hash!)).map(({ file, hash }): LedgerLine => ({ entry: file.label, hash: hash!, verdict, note })));
    changeLedger(cacheDirectory, reviewer, lines);
    for (const { hash } of lines) settled.set(hash, verdict);
    actions.push({ at, hashes: new Set(lines.map(({ hash }) => hash)), verdict, count: lines.length });
    const what = verdict === "accepted" ? "accepted" : "marked with a question";
    terminal.write(`${palette.added(`${lines.length} ${lines.length === 1 ? "entry" : "entries"} ${what}`)}\n`);
  };

  let at = 0;
  let shown = -1;
  for (;;) {
    while (at < steps.length && !isOpen(steps[at]!)) at++;
    if (at >= steps.length) break;
    const step = steps[at]!;
    if (shown !== at) await show(step, at, request, terminal, palette);
    shown = at;
    const alike = steps.slice(at).filter((other) => other.macro === step.macro && other.package === step.package && isOpen(other));
    terminal.write(prompt(step, alike.length, terminal.columns, palette));
    const key = await terminal.key();
    terminal.write("\n");
    switch (key) {
      case "a":
        settle(at, [step], "accepted");
        break;
      case "A":
        settle(at, alike, "accepted");
        break;
      case "s":
      case " ":
        at++;
        break;
      case "m": {
        const note = await terminal.line("question: ");
        if (note !== undefined && note.trim() !== "") settle(at, [step], "question", note.trim());
        break;
      }
      case "u": {
        const last = actions.pop();
        if (last === undefined) {
          terminal.write("there is nothing to take back\n");
          break;
        }
        changeLedger(cacheDirectory, reviewer, [], last.hashes);
        for (const hash of last.hashes) settled.delete(hash);
        at = last.at;
        shown = -1;
        terminal.write(`taken back: ${last.count} ${last.count === 1 ? "entry" : "entries"}\n`);
        break;
      }
      case "v":
        await terminal.page(await wholeText(step, request, palette));
        break;
      case "e":
        await terminal.edit(path.join(cacheDirectory, step.entries[0]!.file.path));
        break;
      case "w":
        terminal.write(whereText(step, request, palette));
        break;
      case "?":
      case "h":
        terminal.write(helpText);
        break;
      case "q":
      case "\u0003":
      case "\u0004":
      case undefined:
        return result();
      default:
        terminal.write("no such key; ? shows them\n");
    }
  }
  return result();

  function result(): SessionResult {
    const of = (verdict: Verdict): number => actions.filter((action) => action.verdict === verdict).reduce((sum, { count }) => sum + count, 0);
    const left = steps.reduce((sum, { entries }) => sum + entries.filter(({ hash }) => !settled.has(hash!)).length, 0);
    return { accepted: of("accepted"), questions: of("question"), left };
  }
}

const helpText = `  a  accept: I have read it, and it is right
  A  accept all that is left of this macro
  s  skip it for now (also the space bar)
  m  mark it with a question, which stands until you accept
  v  read it whole, in the pager
  e  open the entry in the editor
  w  where it comes from: the call, and the macro's own source
  u  take the last verdict back
  q  leave; what was said is kept
`;

function prompt({ entries }: ReviewStep, alike: number, columns: number, palette: Palette): string {
  const verbs = [
    ["a", entries.length === 1 ? "accept" : `accept ${entries.length}`],
    ...(alike > 1 ? [["A", `all ${alike} of the macro`]] : []),
    ["s", "skip"],
    ["m", "question"],
    ["v", "whole"],
    ["e", "edit"],
    ["w", "where"],
    ["u", "undo"],
    ["q", "quit"],
    ["?", "help"],
  ] as const;
  let used = 0;
  let text = "";
  for (const [key, verb] of verbs) {
    const length = key!.length + 1 + verb!.length;
    if (used > 0 && used + 2 + length > columns - 3) {
      text += "\n";
      used = 0;
    }
    text += `${used > 0 ? "  " : ""}${palette.bold(palette.call(key!))} ${verb}`;
    used += (used > 0 ? 2 : 0) + length;
  }
  return `${text} ${palette.bold(">")} `;
}

/** A step with as much of its text as the terminal has rows for. */
async function show(step: ReviewStep, at: number, { steps, cacheDirectory, cwd, allowed, color }: SessionRequest, terminal: SessionTerminal, palette: Palette): Promise<void> {
  const { entries, macro, what, group } = step;
  const first = entries[0]!;
  const rest = entries.length === 1 ? "" : ` and ${entries.length - 1} more`;
  const title = visibleName(`${at + 1}/${steps.length} ${what}: ${macro} ${first.file.item ?? ""}${rest}`);
  terminal.write(`\n${palette.bold(clip(`── ${title} ${"─".repeat(Math.max(0, terminal.columns - title.length - 5))}`, terminal.columns))}\n`);
  for (const { reviewer, note = "" } of first.questions) terminal.write(`${palette.warning(visibleName(`${reviewer} asks: ${note}`))}\n`);
  const text = group === undefined ? await entryText(step, { cacheDirectory, cwd, allowed, color }, palette) : renderGroup(group, { stat: false, allowed }, palette);
  const lines = text.replace(/^\n+|\n+$/g, "").split("\n");
  const most = Math.max(6, terminal.rows - 8);
  for (const line of lines.slice(0, most)) terminal.write(`${clip(line, terminal.columns)}\n`);
  if (lines.length > most) terminal.write(`${palette.quiet(`… ${lines.length - most} more lines: v shows all`)}\n`);
}

async function entryText({ entries }: ReviewStep, { cacheDirectory, cwd, allowed, color }: Pick<SessionRequest, "cacheDirectory" | "cwd" | "allowed" | "color">, palette: Palette): Promise<string> {
  const loaded = loadEntry(cacheDirectory, entries[0]!.file);
  const shownDirectory = path.relative(cwd, cacheDirectory).split(path.sep).join("/") || ".";
  return await renderEntry(loaded, { sections: "all", spans: false, color, palette, shownDirectory, flags: entryFlags(loaded, allowed) });
}

async function wholeText(step: ReviewStep, request: SessionRequest, palette: Palette): Promise<string> {
  const change = step.group === undefined ? "" : `${renderGroup(step.group, { stat: false, allowed: request.allowed }, palette)}\n`;
  return change + (await entryText(step, request, palette));
}

function whereText({ entries, package: macroPackage }: ReviewStep, { cacheDirectory, env }: SessionRequest, palette: Palette): string {
  const loaded = loadEntry(cacheDirectory, entries[0]!.file);
  const metadata = loaded.entry?.metadata;
  const found = metadata === undefined ? undefined : findSourceLines(cacheDirectory, env, metadata);
  const call = found === undefined ? `  the call: ${metadata?.source_file ?? "?"}:${metadata?.expand_linenum ?? "?"} (the file is not found from here)\n` : `  the call: ${visibleName(found.place)}\n${found.lines.map((line) => `    ${visibleName(line)}\n`).join("")}`;
  return `${call}  the macro: ${palette.bold(visibleName(macroPackage))}${found?.macroSource === undefined ? "" : `, in ${visibleName(found.macroSource)}`}\n`;
}

/** A line as far as it fits; colours are left out of the count, and end with it. */
function clip(line: string, columns: number): string {
  let shown = 0;
  let at = 0;
  while (at < line.length && shown < columns - 1) {
    const escape = /^\u001B\[[0-9;]*m/.exec(line.slice(at, at + 16));
    if (escape !== null) at += escape[0].length;
    else {
      at += line.codePointAt(at)! > 0xffff ? 2 : 1;
      shown++;
    }
  }
  return at >= line.length ? line : `${line.slice(0, at)}${line.includes("\u001B") ? "\u001B[0m" : ""}…`;
}
