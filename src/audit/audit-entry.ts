import type { AuditRule, CheckName, Severity } from "./audit-rule.ts";
import { type AuditText, expansionTokens, sourceTokens } from "./audit-tokens.ts";
import { confusableNames } from "./confusable-names.ts";
import { rules } from "./rules.ts";
import { bidirectionalMarks, invisibleCharacters, longLines, type Stretch } from "./text-checks.ts";
import { hiddenModules, longLiterals } from "./token-checks.ts";
import { TokenPatterns } from "./token-patterns.ts";

/** A place in an entry that deserves a second look. */
export interface Flag {
  readonly id: string;
  readonly severity: Severity;
  readonly section: "invocation" | "expansion";
  /** UTF-16 offsets in the section. */
  readonly start: number;
  readonly end: number;
  /** Line of the section, from 1. */
  readonly line: number;
  /** UTF-16 column, from 1. */
  readonly column: number;
  /** What this place has to do with it beyond the rule, such as the name that another one looks like. */
  readonly detail?: string | undefined;
}

export interface AuditedEntry {
  readonly invocation: string;
  readonly expansion: string;
  readonly alone?: string | undefined;
  /**
   * Whether a token of the expansion, as `locateTokens` counts, is the input's own. Without it all of them are taken
   * for the macro's.
   */
  readonly isInput?: ((token: number) => boolean) | undefined;
}

/**
 * The flags of an entry, in the order of its text, invocation first. What the macro hands on from its input is not
 * flagged: tokens that are the input's own, as often as the input has them. An expansion that cannot be lexed is
 * looked at as text alone.
 */
export function auditEntry(entry: AuditedEntry): Flag[] {
  const read = expansionTokens(entry.expansion, entry.alone);
  const ofTokens = read === undefined ? [] : tokenFlags(read.audited, read.indices, entry);
  const found = [...textFlags("invocation", entry.invocation), ...textFlags("expansion", entry.expansion), ...ofTokens];
  const lines = { invocation: lineStarts(entry.invocation), expansion: lineStarts(entry.expansion) };
  return found
    .map((flag) => ({ ...flag, ...positionOf(lines[flag.section], flag.start) }))
    .sort((a, b) => (a.section === b.section ? a.start - b.start || (a.id < b.id ? -1 : 1) : a.section === "invocation" ? -1 : 1));
}

type Unplaced = Omit<Flag, "line" | "column">;

const patterns = new TokenPatterns(rules);

const byCheck = new Map<CheckName, AuditRule>(rules.flatMap((rule) => (rule.find.by === "check" ? [[rule.find.check, rule]] : [])));

function textFlags(section: Flag["section"], text: string): Unplaced[] {
  const flags = (check: CheckName, stretches: readonly Stretch[]): Unplaced[] => {
    const { id, severity } = byCheck.get(check)!;
    return stretches.map(({ start, end }) => ({ id, severity, section, start, end }));
  };
  // The author's own long lines are in the source, too.
  const long = section === "expansion" ? flags("long-line", longLines(text)) : [];
  if (/^[\t\n\x20-\x7E]*$/.test(text)) return long;
  return [...long, ...flags("bidirectional", bidirectionalMarks(text)), ...flags("invisible", invisibleCharacters(text))];
}

function tokenFlags(expansion: AuditText, indices: readonly number[], { invocation: source, isInput = () => false }: AuditedEntry): Unplaced[] {
  const invocation = sourceTokens(source);
  const checked = (text: AuditText) => [
    ...patterns.matches(text),
    ...hiddenModules(text).map((stretch) => ({ ...stretch, rule: byCheck.get("hidden-module")! })),
    ...longLiterals(text).map((stretch) => ({ ...stretch, rule: byCheck.get("long-literal")! })),
  ];
  const wording = ({ tokens }: AuditText, { rule, first, last }: { rule: AuditRule; first: number; last: number }): string =>
    [rule.id, ...tokens.slice(first, last + 1).map(({ text }) => text)].join("\0");

  const inInput = new Map<string, number>();
  for (const match of checked(invocation)) {
    const words = wording(invocation, match);
    inInput.set(words, (inInput.get(words) ?? 0) + 1);
  }
  const found: Unplaced[] = [];
  for (const match of checked(expansion)) {
    const { rule, first, last } = match;
    const words = wording(expansion, match);
    const left = inInput.get(words) ?? 0;
    const isOwn = left > 0 && isInput(indices[first]!);
    if (isOwn) inInput.set(words, left - 1);
    else found.push({ id: rule.id, severity: rule.severity, section: "expansion", start: expansion.tokens[first]!.start, end: expansion.tokens[last]!.end });
  }
  const { id, severity } = byCheck.get("confusable")!;
  for (const { token, like } of confusableNames(expansion, invocation)) {
    const { start, end } = expansion.tokens[token]!;
    found.push({ id, severity, section: "expansion", start, end, detail: `looks like \`${like}\`` });
  }
  return found;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function positionOf(starts: readonly number[], offset: number): { readonly line: number; readonly column: number } {
  let low = 0;
  let high = starts.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - starts[low]! + 1 };
}
