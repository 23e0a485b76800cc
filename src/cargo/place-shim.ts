import { posix } from "node:path";
import type { MacroKind } from "../sandbox/types.ts";
import type { MacroHead, MacroInclude, MacroSource } from "./macro-source.ts";
import { Paper } from "./paper.ts";

/** What stands in for one macro, as tokens. */
export interface MacroToPlace {
  readonly name: string;
  readonly kind: MacroKind;
  readonly attribute: readonly string[];
  /** Of its function, behind `pub` and before the `T` that ends the head: `fn name(i:T)->`. */
  readonly head: readonly string[];
  readonly body: readonly string[];
  /** The `macro_rules!` of another file that its function comes out of. */
  readonly rules?: string | undefined;
}

/** A source file of a shim, in the folder of its root. */
export interface ShimFile {
  readonly name: string;
  readonly text: string;
}

/** The wrapper knows by this name that the files of a shim have the places of the originals, but for those of its own folder. */
export const placedRoot = "placed.rs";

/** A module of the shim's own, and the folder of what has no name of an original's. */
export const ownModule = "m";

/**
 * The files of a shim that stand in for those that functions of macros are written in, each as long as its
 * original. The head of such a function is where the original has it, from `pub` to the end of its type: places
 * that the compiler tells are those of the original then. What is not written out goes to the root, and so does,
 * within its file, what its original leaves too little room for: wherever there is some. Undefined where no macro
 * is written out, and where there is not enough room.
 */
export function placeShim(source: MacroSource, macros: readonly MacroToPlace[], declarations: readonly string[]): [ShimFile, ...ShimFile[]] | undefined {
  const places = new Map<MacroHead, MacroToPlace>();
  const loose: MacroToPlace[] = [];
  for (const macro of macros) {
    const head = headOf(source, macro);
    if (head === undefined) loose.push(macro);
    else places.set(head, macro);
  }
  if (places.size === 0) return undefined;

  const holdsPlaces = ({ heads, includes }: MacroSource): boolean => heads.some((head) => places.has(head)) || includes.some((include) => holdsPlaces(include.source));
  const files: ShimFile[] = [];
  let unnamed = 0;
  const add = (file: string, { text, heads, includes }: MacroSource, first: readonly string[], extra: readonly MacroToPlace[]): boolean => {
    const included = includes
      .filter((include) => holdsPlaces(include.source))
      .map((include) => ({ ...include, file: nameBelow(file, include) ?? `${ownModule}/i${unnamed++}.rs` }));
    const sites: Site[] = [
      ...heads.flatMap((head) => siteOf(head, places.get(head))),
      ...included.map(({ start, file: inner }) => includeSite(start, posix.relative(posix.dirname(file), inner))),
    ];
    const filled = layOut(text, first, sites.sort((a, b) => a.start - b.start), extra.map(tokensAnywhere));
    if (filled === undefined) return false;
    files.push({ name: file, text: filled });
    return included.every((include) => add(include.file, include.source, [], []));
  };
  return add(placedRoot, source, declarations, loose) ? (files as [ShimFile, ...ShimFile[]]) : undefined;
}

/** A macro's function where no place is asked for. Rules say `pub` themselves. */
export function tokensAnywhere({ attribute, head, body, rules }: MacroToPlace): string[] {
  if (rules !== undefined) return [rules, "!", "{", ...attribute, ...head.slice(1), "T", ...body, "}"];
  return [...attribute, "pub", ...head, "T", ...body];
}

/** Where a macro is written out: of functions that are compiled in turn, by configuration, the first. */
function headOf({ heads, includes }: MacroSource, macro: MacroToPlace): MacroHead | undefined {
  const own = heads.find(({ name, kind }) => name === macro.name && kind === macro.kind);
  return own ?? includes.map(({ source }) => headOf(source, macro)).find((head) => head !== undefined);
}

/** The name of an included file, which is beside the including one as the original is. */
function nameBelow(file: string, { path }: MacroInclude): string | undefined {
  const folder = posix.dirname(file);
  if (path === undefined || folder === ownModule || !/^(?!\/)[^\\=\p{Cc}]+$/u.test(path)) return undefined;
  const name = posix.join(folder, path);
  const isOwn = name === placedRoot || name === `${ownModule}.rs` || name.startsWith(`${ownModule}/`);
  return isOwn || /(^|\/)\.\.?(\/|$)/.test(path) ? undefined : name;
}

/** Something that has a place. */
interface Site {
  readonly start: number;
  readonly put: (paper: Paper) => boolean;
  /** The same wherever there is room. */
  readonly anywhere: readonly string[];
}

function siteOf({ start, end }: MacroHead, macro: MacroToPlace | undefined): Site[] {
  if (macro === undefined) return [];
  const put = (paper: Paper): boolean =>
    paper.put(macro.attribute, start) &&
    paper.moveTo(start) &&
    paper.put(["pub", ...macro.head], end - 1) &&
    paper.moveTo(end - 1) &&
    paper.put(["T"], end) &&
    paper.put(macro.body, paper.length);
  return [{ start, put, anywhere: tokensAnywhere({ ...macro, rules: undefined }) }];
}

function includeSite(start: number, path: string): Site {
  const anywhere = ["include", "!", "(", Buffer.from(`"${path}"`).toString("latin1"), ")", ";"];
  return { start, put: (paper) => paper.moveTo(start) && paper.put(anywhere, paper.length), anywhere };
}

/** A file as long as the original with these in it, those without a place where there is room between the others. */
function layOut(original: string, first: readonly string[], sites: readonly Site[], loose: readonly (readonly string[])[]): string | undefined {
  const paper = new Paper(original);
  const left = [...loose];
  if (!paper.put(first, paper.length)) return undefined;
  for (const { put, anywhere } of sites) {
    for (let next = left[0]; next !== undefined; next = left[0]) {
      const tokens = next;
      if (!paper.fits(() => paper.put(tokens, paper.length) && put(paper))) break;
      paper.put(tokens, paper.length);
      left.shift();
    }
    if (!paper.attempt(() => put(paper))) left.push(anywhere);
  }
  return left.every((tokens) => paper.put(tokens, paper.length)) ? paper.text : undefined;
}
