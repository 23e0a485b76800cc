import type { EntryFile } from "./entry-files.ts";

/** Names of items, macros, modules and crates that are spelled like the wanted one, nearest first. */
export function nearestNames(wanted: string, files: readonly EntryFile[], most = 5): string[] {
  const names = new Set<string>();
  for (const { item, macroName, crate, modules } of files) {
    for (const name of [item, macroName, crate, ...modules]) if (name !== undefined && name !== "") names.add(name);
  }
  const word = (wanted.split(/[/.]/).at(-1) || wanted).toLowerCase().slice(0, longest);
  const near: { readonly name: string; readonly distance: number }[] = [];
  for (const name of names) {
    // Half of the letters may be wrong; more is another name.
    const limit = Math.max(1, Math.floor(Math.max(word.length, 3) / 2));
    if (Math.abs(name.length - word.length) > limit || name.length > longest) continue;
    const distance = editDistance(word, name.toLowerCase());
    if (distance <= limit) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, most).map(({ name }) => name);
}

const longest = 64;

/** Levenshtein's: letters put in, taken out or replaced. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
