import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { scanSource, type ScannedSource, TokenKind } from "#source";
import type { MacroCrate } from "./macro-crates.ts";
import { headsOf, type MacroSource } from "./macro-source.ts";
import { countedRoot } from "./root-length.ts";
import { crateNameOf, isBuildScript, type Unit, type UnitGraph } from "./unit-graph.ts";

/** A file with `macro_rules!` out of which functions of macros come. */
export interface MacroRulesFile {
  /** How much room it takes in the compiler's source map. */
  readonly length: number;
  /** Names of the macros. */
  readonly macros: readonly string[];
}

/**
 * The files other than a macro crate's root that its macros' functions come out of: those of the `macro_rules!`
 * that the root invokes with a macro's name in the braces, in the crate itself or in what it depends on. Such a
 * file is in the source map of whoever uses the macro. What cannot be told from the sources is left out.
 */
export async function macroRulesFiles(
  graph: UnitGraph,
  { unit, root }: MacroCrate,
  original: MacroSource,
  macros: readonly { readonly name: string }[],
): Promise<MacroRulesFile[]> {
  const written = new Set(headsOf(original).map(({ name }) => name));
  const invocations = invocationsIn(scanSource(original.text));
  const dependencies = (graph.units[unit]?.dependencies ?? []).map((index) => graph.units[index] as Unit).filter((each) => !isBuildScript(each));
  const lookups = new Map<string, Promise<{ file: string; length: number } | undefined>>();
  const found = new Map<string, { length: number; macros: string[] }>();
  for (const { name } of macros) {
    const [only, ...others] = invocations.filter(({ words }) => words.has(name));
    if (written.has(name) || only === undefined || others.length > 0) continue;
    const [rules = "", crateName] = [...only.path].reverse();
    const own = crateName === undefined || crateName === "crate" || crateName === "self";
    const roots = own ? [root] : dependencies.filter((each) => crateNameOf(each) === only.path[0]).map(({ target }) => target.root);
    if (crateName === undefined) roots.push(...dependencies.map(({ target }) => target.root));
    const key = only.path.join("::");
    if (!lookups.has(key)) lookups.set(key, findRules(rules, roots));
    const place = await lookups.get(key);
    if (place === undefined || place.file === root) continue;
    const file = found.get(place.file) ?? { length: place.length, macros: [] };
    found.set(place.file, file);
    file.macros.push(name);
  }
  return [...found.values()];
}

/** The macros that are invoked at the top of a file, with the words in their brackets. */
function invocationsIn({ text, count, kind, start, end, partner, parent }: ScannedSource): { path: string[]; words: Set<string> }[] {
  const textOf = (token: number) => text.slice(start[token], end[token]);
  const isWord = (token: number) => kind[token] === TokenKind.ident;
  const invocations: { path: string[]; words: Set<string> }[] = [];
  for (let token = 1; token + 1 < count; token++) {
    if (parent[token] !== -1 || textOf(token) !== "!" || !isWord(token - 1)) continue;
    const close = partner[token + 1] ?? -1;
    if (close <= token) continue;
    const path = [textOf(token - 1)];
    for (let at = token - 4; at >= 0 && isWord(at) && textOf(at + 1) === ":" && textOf(at + 2) === ":"; at -= 3) path.unshift(textOf(at));
    const words = new Set<string>();
    for (let inner = token + 2; inner < close; inner++) if (isWord(inner)) words.add(textOf(inner).replace(/^r#/, ""));
    invocations.push({ path, words });
  }
  return invocations;
}

/** The only file of the first of these crates that has `macro_rules!` of that name. */
async function findRules(name: string, roots: readonly string[]): Promise<{ file: string; length: number } | undefined> {
  for (const root of roots) {
    const folder = path.dirname(root);
    const listed = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = listed.filter((item) => item.isFile() && item.name.endsWith(".rs")).map((item) => path.join(item.parentPath, item.name));
    const having: { file: string; length: number }[] = [];
    for (const file of files.sort()) {
      const text = await readFile(file).then(countedRoot, () => "");
      if (text.includes("macro_rules") && definesRules(scanSource(text), name)) having.push({ file, length: text.length });
    }
    if (having.length > 0) return having.length === 1 ? having[0] : undefined;
  }
  return undefined;
}

function definesRules({ text, count, start, end }: ScannedSource, name: string): boolean {
  const textOf = (token: number) => text.slice(start[token], end[token]);
  for (let token = 0; token + 2 < count; token++) {
    if (textOf(token + 2) === name && textOf(token + 1) === "!" && textOf(token) === "macro_rules") return true;
  }
  return false;
}
