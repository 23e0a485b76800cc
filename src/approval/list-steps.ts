import { inSingleQuotes } from "#diagnostics";
import { paletteFor, placeOf, loadEntry, visibleJson, visibleName } from "#review/entries";
import { type ReviewState, statusOf } from "./review-state.ts";
import type { Steps } from "./review-steps.ts";

const mostListed = 200;

/** What is to review as commands that accept it: for where there is no terminal to ask in. */
export function listSteps({ steps, unreadable, withoutRevision }: Steps, state: ReviewState, cacheDirectory: string, color: boolean): string {
  const palette = paletteFor(color);
  const out: string[] = [];
  const open = steps.reduce((sum, { entries }) => sum + entries.length, 0);
  const questions = state.entries.filter((entry) => statusOf(entry) === "question");
  const reviewed = state.entries.filter((entry) => statusOf(entry) === "reviewed").length;
  out.push(`${state.entries.length} entries: ${reviewed} reviewed, ${open} to review${questions.length > 0 ? `, ${questions.length} with a question` : ""}${unreadable.length > 0 ? `, ${unreadable.length} that cannot be reviewed` : ""}\n`);
  if (withoutRevision !== undefined && open > 0) out.push(`${palette.quiet(visibleName(`nothing to compare with: ${withoutRevision}`))}\n`);
  for (const { entries, macro, what } of steps.slice(0, mostListed)) {
    const first = entries[0]!;
    const metadata = loadEntry(cacheDirectory, first.file).entry?.metadata;
    const on = first.file.item === undefined ? "" : ` ${first.file.item}`;
    const places = entries.length === 1 ? (metadata === undefined ? "" : ` at ${placeOf(metadata)}`) : `, the same change in ${entries.length} places`;
    out.push(`\n${palette.bold(visibleName(`${what}: ${macro}${on}${places}`))}\n`);
    for (const { reviewer, note = "" } of first.questions) out.push(`  ${palette.warning(visibleName(`${reviewer} asks: ${note}`))}\n`);
    out.push(`  silcrow show ${quoted(first.file.path)}\n  silcrow review --accept ${entries.map(({ file }) => quoted(file.path)).join(" ")}\n`);
  }
  if (steps.length > mostListed) out.push(`\n… and ${steps.length - mostListed} more; --format json has all\n`);
  for (const { file, problem } of unreadable.slice(0, mostListed)) out.push(`\n${palette.warning("cannot be reviewed")}: ${visibleName(`${file.path}: ${problem}`)}\n`);
  return out.join("");
}

/** The same for programs, with who reviewed what. */
export function stepsJson({ steps, unreadable }: Steps, state: ReviewState): string {
  return `${visibleJson({
    entries: state.entries.map((entry) => ({
      entry: entry.file.path,
      status: statusOf(entry),
      hash: entry.hash,
      problem: entry.problem,
      accepted_by: entry.accepted.map(({ reviewer }) => reviewer),
      questions: entry.questions.map(({ reviewer, note }) => ({ reviewer, note })),
    })),
    to_review: steps.map(({ entries, macro, package: macroPackage, what }) => ({ what, macro, package: macroPackage, entries: entries.map(({ file }) => file.path) })),
    unreadable: unreadable.length,
    problems: state.problems,
  })}\n`;
}

/** A word of a POSIX shell. What cannot be seen goes through `$'…'`, so that a copied line means what it shows. */
export function quoted(word: string): string {
  if (/^[A-Za-z0-9_.,:/@%+=-]+$/.test(word) && !word.startsWith("-")) return word;
  const shown = visibleName(word);
  if (shown === word) return inSingleQuotes(word);
  const bytes = [...Buffer.from(word)].map((byte) => (byte > 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`));
  return `$'${bytes.join("")}'`;
}
