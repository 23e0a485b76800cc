import { scanSource, type ScannedSource, TokenKind } from "#source";
import type { MacroKind } from "../sandbox/types.ts";

/** What stands in for one macro: the tokens of its attribute and the name of the function that answers it. */
export interface MacroToPlace {
  readonly name: string;
  readonly kind: MacroKind;
  readonly attribute: readonly string[];
  /** Name of its own function. */
  readonly function: string;
  /** Name of the function of module `m` that it calls. */
  readonly answer: string;
}

/**
 * The root of a shim as long as the original's, in which the head of each macro's function is where the original
 * has it, from `pub` to the end of its type: places that the compiler tells are those of the original then. The
 * original is what rustc counts (see root-length.ts), a byte for each character. Undefined where a macro is not
 * found in it exactly once, or too little room is left.
 */
export function placeShim(original: string, macros: readonly MacroToPlace[]): string | undefined {
  const heads = findHeads(scanSource(original));
  const sites: (Head & { readonly macro: MacroToPlace })[] = [];
  for (const macro of macros) {
    const own = heads.filter(({ name, kind }) => name === macro.name && kind === macro.kind);
    if (own.length !== 1) return undefined;
    sites.push({ ...(own[0] as Head), macro });
  }
  sites.sort((a, b) => a.start - b.start);
  const paper = new Paper(original);
  if (!paper.put(["mod", "m", ";"], paper.length)) return undefined;
  for (const { start, end, macro } of sites) {
    const [parameters, values] = macro.kind === "attribute" ? [["a", ":", "m", "::", "T", ",", "i", ":", "m", "::", "T"], ["a", ",", "i"]] : [["i", ":", "m", "::", "T"], ["i"]];
    const isPlaced =
      paper.put(macro.attribute, start) &&
      paper.moveTo(start) &&
      paper.put(["pub", "fn", macro.function, "(", ...parameters, ")", "->", "m", "::"], end - 1) &&
      paper.moveTo(end - 1) &&
      paper.put(["T"], end) &&
      paper.put(["{", "m", "::", macro.answer, "(", ...values, ")", "}"], paper.length);
    if (!isPlaced) return undefined;
  }
  return paper.text;
}

interface Head {
  readonly name: string;
  readonly kind: MacroKind;
  readonly start: number;
  readonly end: number;
}

const attributes: Readonly<Record<string, MacroKind>> = { proc_macro: "function", proc_macro_attribute: "attribute", proc_macro_derive: "derive" };

/** The functions at the top of a file that are macros. */
export function findHeads({ text, count, kind, start, end, partner, parent }: ScannedSource): Head[] {
  const textOf = (token: number) => (token < count ? text.slice(start[token], end[token]) : "");
  /** The token behind one, or behind the group that it opens. */
  const behind = (token: number) => Math.max(token, partner[token] ?? count) + 1;
  const heads: Head[] = [];
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

/**
 * A file of white space with the original's line ends, to be filled from front to back. Each character of several
 * bytes is one here, too, because columns count characters.
 */
class Paper {
  readonly #bytes: string[];
  #at = 0;

  constructor(original: string) {
    const blank = original
      .replaceAll(/[^\n\x80-\xff]/g, " ")
      .replaceAll(/[\xc2-\xdf][\x80-\xbf]/g, nextLine)
      .replaceAll(/[\xf0-\xff][\x80-\xbf]{3}/g, nextLine + nextLine)
      .replaceAll(/[\xe0-\xef][\x80-\xbf]{2}/g, lineSeparator);
    this.#bytes = Array.from(blank);
  }

  get length(): number {
    return this.#bytes.length;
  }

  get text(): string {
    return Buffer.from(this.#bytes.join(""), "latin1").toString();
  }

  /** Goes on at a place ahead. */
  moveTo(place: number): boolean {
    if (place < this.#at) return false;
    this.#at = place;
    return true;
  }

  /** Puts tokens one behind the other, on new lines where need be; false if they do not fit in before `limit`. */
  put(tokens: readonly string[], limit: number): boolean {
    let before = "";
    for (const token of tokens) {
      if (/\w$/.test(before) && /^\w/.test(token)) this.#at++;
      for (let end = this.#at; end < this.#at + token.length; end++) if (this.#bytes[end] !== " ") this.#at = end + 1;
      if (this.#at + token.length > limit) return false;
      for (const char of token) this.#bytes[this.#at++] = char;
      before = token;
    }
    return true;
  }
}

/** White space to Rust, of two bytes and of three. */
const nextLine = Buffer.from("\u0085").toString("latin1");
const lineSeparator = Buffer.from("\u2028").toString("latin1");
