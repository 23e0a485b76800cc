import { scanSource, TokenKind } from "#source";
import { isPointedOut, type LoadedEntry, visibleName } from "#review/entries";
import type { SiteEntry } from "./site-entry.ts";

export const rowsPerChunk = 1000;
export const wordsPerChunk = 250;
/** UTF-16 units of an entry that the search knows. */
const mostWords = 6000;
const mostScanned = 200_000;

/** A script that hands rows to the search: a page from a file can load scripts, but cannot read data. */
export function chunkScript(kind: "rows" | "words", first: number, items: readonly unknown[]): string {
  return `silcrow(${JSON.stringify(kind)},${first},${scriptJson(items)});\n`;
}

export function indexScript(index: { readonly rows: number; readonly words: number; readonly crates: readonly string[]; readonly macros: readonly string[]; readonly flags: readonly string[] }): string {
  return `var silcrowIndex=${scriptJson(index)};\n`;
}

export function indexRow({ facts, page, flags }: SiteEntry): readonly string[] {
  const pointed = new Map(flags.filter(isPointedOut).map(({ id, severity }) => [id, severity]));
  const label = [...facts.path.split("/").slice(0, -1), facts.item === "" ? "" : facts.item].filter((part) => part !== "").join("/");
  return [
    visibleName(`${label} ${facts.macro}`),
    page.split("/").map(encodeURIComponent).join("/"),
    visibleName(facts.macro),
    visibleName(facts.crate),
    visibleName(facts.line === null ? facts.path : `${facts.file}:${facts.line}`),
    [...pointed].map(([id, severity]) => (severity === "danger" ? "!" : "?") + id).join(" "),
  ];
}

/** The distinct words and literals of an entry in lower case, for the search. */
export function searchWords({ entry }: LoadedEntry): string {
  if (entry === undefined) return "";
  const words = new Set<string>();
  let length = 0;
  for (const text of [entry.invocation.slice(0, mostScanned), entry.expansion.slice(0, mostScanned)]) {
    const { count, kind, start, end } = scanSource(text);
    for (let index = 0; index < count && length < mostWords; index++) {
      if (kind[index] !== TokenKind.ident && kind[index] !== TokenKind.literal) continue;
      const word = visibleName(text.slice(start[index], Math.min(end[index]!, start[index]! + 200))).toLowerCase();
      if (words.has(word)) continue;
      words.add(word);
      length += word.length + 1;
    }
  }
  return [...words].join(" ");
}

/** JSON that is JavaScript as well, and that could stand in a page. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>\u2028\u2029\u007F-\u009F]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
