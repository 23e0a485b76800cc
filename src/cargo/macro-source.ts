import { readFile } from "node:fs/promises";
import path from "node:path";
import { scanSource, type ScannedSource, TokenKind } from "#source";
import { isFile } from "#toolchain";
import type { MacroKind } from "../sandbox/types.ts";
import { namedFiles } from "./named-files.ts";
import { countedRoot } from "./root-length.ts";

/** A source file of a macro crate that functions of macros are written in: its root, and what that includes. */
export interface MacroSource {
  /** What rustc counts of it (see root-length.ts), a byte for each character. */
  readonly text: string;
  readonly heads: readonly MacroHead[];
  /** The files with such functions that it includes at its top, in their order. */
  readonly includes: readonly MacroInclude[];
}

/** The head of a macro's function, from `pub` to the end of its type. */
export interface MacroHead {
  readonly name: string;
  readonly kind: MacroKind;
  readonly start: number;
  readonly end: number;
}

export interface MacroInclude {
  /** Where `include!` begins. */
  readonly start: number;
  /** The path in its brackets; undefined where that is below the manifest's folder, as `concat!` makes it. */
  readonly path: string | undefined;
  readonly source: MacroSource;
}

/** Rejects when the root cannot be read; an included file that cannot be is left out. */
export async function readMacroSource({ root, manifestDirectory }: { readonly root: string; readonly manifestDirectory: string }): Promise<MacroSource> {
  return await readSource(root, manifestDirectory, 0);
}

export function macroSource(text: string): MacroSource {
  return { text, heads: findHeads(scanSource(text)), includes: [] };
}

/** All heads, those of included files too. */
export function headsOf({ heads, includes }: MacroSource): MacroHead[] {
  return [...heads, ...includes.flatMap(({ source }) => headsOf(source))];
}

async function readSource(file: string, manifestDirectory: string, depth: number): Promise<MacroSource> {
  const text = countedRoot(await readFile(file));
  const scanned = scanSource(text);
  const includes: MacroInclude[] = [];
  for (const { by, atTop, start, path: named, below } of depth < deepest ? namedFiles(scanned) : []) {
    if (by !== "include" || !atTop) continue;
    const included = below === undefined ? path.resolve(path.dirname(file), named ?? "") : `${manifestDirectory}${below}`;
    if (!(await isFile(included))) continue;
    const source = await readSource(included, manifestDirectory, depth + 1).catch(() => undefined);
    if (source !== undefined && headsOf(source).length > 0) includes.push({ start, path: named, source });
  }
  return { text, heads: findHeads(scanned), includes };
}

/** A file that includes itself does not compile. */
const deepest = 8;

const attributes: Readonly<Record<string, MacroKind>> = { proc_macro: "function", proc_macro_attribute: "attribute", proc_macro_derive: "derive" };

/** The functions at the top of a file that are macros. */
function findHeads({ text, count, kind, start, end, partner, parent }: ScannedSource): MacroHead[] {
  const textOf = (token: number) => (token < count ? text.slice(start[token], end[token]) : "");
  /** The token behind one, or behind the group that it opens. */
  const behind = (token: number) => Math.max(token, partner[token] ?? count) + 1;
  const heads: MacroHead[] = [];
  for (let token = 0; token < count; token++) {
    if (parent[token] !== -1 || textOf(token) !== "#" || textOf(token + 1) !== "[") continue;
    const macroKind = Object.hasOwn(attributes, textOf(token + 2)) ? attributes[textOf(token + 2)] : undefined;
    if (macroKind === undefined) continue;
    const derived = textOf(token + 4);
    // Other attributes and comments may come in between.
    let at = behind(token + 1);
    while (kind[at] === TokenKind.docComment || (textOf(at) === "#" && textOf(at + 1) === "[")) {
      at = kind[at] === TokenKind.docComment ? at + 1 : behind(at + 1);
    }
    if (textOf(at) !== "pub" || textOf(at + 1) !== "fn") continue;
    let brace = at;
    while (brace < count && textOf(brace) !== "{") brace = behind(brace);
    const name = macroKind === "derive" ? derived : textOf(at + 2);
    heads.push({ name: name.replace(/^r#/, ""), kind: macroKind, start: start[at] as number, end: end[brace - 1] as number });
  }
  return heads;
}
