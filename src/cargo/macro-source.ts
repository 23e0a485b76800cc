import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { scanSource, type ScannedSource, TokenKind } from "#source";
import type { MacroKind } from "../sandbox/types.ts";
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
  for (const { start, path: named, below } of depth < deepest ? findIncludes(scanned) : []) {
    const included = below === undefined ? path.resolve(path.dirname(file), named ?? "") : `${manifestDirectory}${below}`;
    if (!(await isReadable(included))) continue;
    const source = await readSource(included, manifestDirectory, depth + 1).catch(() => undefined);
    if (source !== undefined && headsOf(source).length > 0) includes.push({ start, path: named, source });
  }
  return { text, heads: findHeads(scanned), includes };
}

/** A file that includes itself does not compile. */
const deepest = 8;

/** Not a device or pipe, which would never end. */
async function isReadable(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true && found.size < 2 ** 26;
}

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

/** `include!("…")` and `include!(concat!(env!("CARGO_MANIFEST_DIR"), "…"))` at the top of a file. */
function findIncludes({ text, count, start, end, partner, parent }: ScannedSource): { start: number; path?: string; below?: string }[] {
  const textOf = (token: number) => (token < count ? text.slice(start[token], end[token]) : "");
  const found: { start: number; path?: string; below?: string }[] = [];
  for (let token = 0; token + 3 < count; token++) {
    if (parent[token] !== -1 || textOf(token) !== "include" || textOf(token + 1) !== "!") continue;
    const words = Array.from({ length: Math.max((partner[token + 2] ?? 0) - token - 3, 0) }, (_, index) => textOf(token + 3 + index)).join(" ");
    const place = { start: start[token] as number };
    const [, named] = /^"([^"\\]*)"(?: ,)?$/.exec(words) ?? [];
    const [, below] = /^concat ! [([{] env ! [([{] "CARGO_MANIFEST_DIR"(?: ,)? [)\]}] , "([^"\\]*)"(?: ,)? [)\]}](?: ,)?$/.exec(words) ?? [];
    if (named !== undefined) found.push({ ...place, path: utf8(named) });
    else if (below !== undefined) found.push({ ...place, below: utf8(below) });
  }
  return found;
}

function utf8(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString();
}
