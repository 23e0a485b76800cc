/** Lines of a file, from 1, both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

export function trimmedLines(text: string): string[] {
  return text.split("\n").map((line) => line.trim());
}

/**
 * Where the text of an invocation stands in a file, given as trimmed lines. A derive's or attribute's item is looked
 * for without the line that asks for the macro, and the attributes above it count as part of it.
 */
export function occurrencesOf(invocation: string, kind: string, file: readonly string[]): LineRange[] {
  const isItem = kind !== "function";
  const wanted = trimmedLines(invocation).slice(isItem ? 1 : 0).filter((line) => line !== "");
  const [head, ...rest] = wanted;
  if (head === undefined) return [];
  const found: LineRange[] = [];
  const steps = { left: mostSteps };
  for (const [index, line] of file.entries()) {
    // A call may begin behind other code on its line, and end before more of it.
    const begins = rest.length > 0 ? line.endsWith(head) : line.includes(head);
    if (!begins) continue;
    const last = rest.length === 0 ? index : lastLine(rest, file, index + 1, isItem, steps);
    if (last === undefined) continue;
    found.push({ first: (isItem ? attributesAbove(file, index) : index) + 1, last: last + 1 });
  }
  return found;
}

/** Lines that are compared, before a text that repeats itself endlessly counts as not found. */
const mostSteps = 5_000_000;

function lastLine(
  rest: readonly string[],
  file: readonly string[],
  from: number,
  isItem: boolean,
  steps: { left: number },
): number | undefined {
  let at = from;
  for (const [index, wanted] of rest.entries()) {
    for (; ; at++) {
      const line = file[at];
      if (line === undefined || --steps.left < 0) return undefined;
      const isFit = index === rest.length - 1 ? line.startsWith(wanted) : line === wanted;
      if (isFit) break;
      // The compiler hands items on without what `cfg` took away and without their derives.
      if (line !== "" && !(isItem && /^(?:#\[|\/\/)/.test(line))) return undefined;
    }
    at++;
  }
  return at - 1;
}

function attributesAbove(file: readonly string[], index: number): number {
  let first = index;
  while (first > 0 && /^(?:#\[|\/\/|\)\]$)/.test(file[first - 1] ?? "")) first--;
  return first;
}
