/** One line that says where two texts part: the number of the line, and what stands there in both. */
export function firstDifference(found: string, expected: string, expectedIs = "the macro gives"): string {
  const [ours, theirs] = [found.split("\n"), expected.split("\n")];
  let line = 0;
  while (line < ours.length && line < theirs.length && ours[line] === theirs[line]) line++;
  const [here, there] = [ours[line], theirs[line]];
  if (here === undefined) return `it ends before line ${line + 1}, where ${expectedIs} ${quote(there ?? "", "")}`;
  if (there === undefined) return `line ${line + 1} is ${quote(here, "")}, and ${expectedIs} nothing there`;
  return `line ${line + 1} is ${quote(here, there)}, ${expectedIs} ${quote(there, here)}`;
}

const longest = 60;

/** The part of a line around the first character in which it is not like the other. */
function quote(line: string, other: string): string {
  const characters = [...line.trim()];
  const others = [...other.trim()];
  if (characters.length <= longest) return `\`${characters.join("")}\``;
  const at = characters.findIndex((character, index) => character !== others[index]);
  const from = Math.max(0, Math.min(at < 0 ? characters.length : at, characters.length) - longest / 3);
  const shown = characters.slice(from, from + longest).join("");
  return `${from > 0 ? "…" : ""}\`${shown}\`${from + longest < characters.length ? "…" : ""}`;
}
