import type { TokenTree } from "./token-tree.ts";

export type Spelled = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/**
 * The text of a stream that a macro had parsed and handed back unopened, as docs/format.md §5 spells it: where
 * white space was, and which doc attributes were comments, is in `facts`.
 */
export function spellParsed(trees: readonly TokenTree[], facts: string): Spelled {
  const reader = new FactReader(facts);
  let text = "";
  const separate = (isTight: boolean) => {
    if (!isTight) text += " ";
  };
  const spell = (level: readonly TokenTree[]): string | undefined => {
    const starts: number[] = [];
    for (const [index, tree] of level.entries()) {
      starts.push(text.length);
      switch (tree.kind) {
        case "ident":
          text += tree.raw ? `r#${tree.text}` : tree.text;
          separate(reader.next());
          break;
        case "literal":
          text += tree.text;
          separate(reader.next());
          break;
        case "punct":
          text += tree.char;
          separate(tree.joint || reader.next());
          break;
        case "group": {
          if (tree.delimiter === "none") return "a group without delimiters in what was parsed";
          text += tree.delimiter;
          separate(reader.next());
          const problem = spell(tree.trees);
          if (problem !== undefined) return problem;
          text += closing[tree.delimiter];
          const isTight = reader.next();
          const doc = docText(tree);
          const isComment = doc !== undefined && reader.next();
          const isBlock = doc !== undefined && reader.next();
          if (!isComment) {
            separate(isTight);
            break;
          }
          const isInner = isPunct(level[index - 1], "!");
          const start = starts[index - (isInner ? 2 : 1)];
          if (start === undefined || !isPunct(level[index - (isInner ? 2 : 1)], "#")) return "a doc comment that is no attribute";
          const content = unescape(doc);
          if (content === undefined) return "a doc comment whose text cannot be read";
          text = text.slice(0, start);
          if (isBlock) {
            text += `/*${isInner ? "!" : "*"}${content}*/`;
            separate(isTight);
          } else {
            text += `//${isInner ? "!" : "/"}${content}\n`;
          }
        }
      }
    }
    return undefined;
  };
  const problem = spell(trees) ?? (reader.isSpent ? undefined : "more facts than what was parsed has tokens");
  return problem === undefined ? { ok: true, text } : { ok: false, problem };
}

/** Yes or no, six to a base64 digit, lowest bit first; "no" for ever at the end. */
class FactReader {
  readonly #facts: string;
  #count = 0;

  constructor(facts: string) {
    this.#facts = facts;
  }

  next(): boolean {
    const digit = alphabet.indexOf(this.#facts[Math.floor(this.#count / 6)] ?? "A");
    return ((digit >> (this.#count++ % 6)) & 1) === 1;
  }

  /** Whether there are no further digits, and nothing but zeros in the last one. */
  get isSpent(): boolean {
    if (Math.ceil(this.#count / 6) < this.#facts.length) return false;
    while (this.#count % 6 !== 0) if (this.next()) return false;
    return true;
  }
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const closing = { "(": ")", "[": "]", "{": "}" } as const;

function isPunct(tree: TokenTree | undefined, char: string): boolean {
  return tree?.kind === "punct" && tree.char === char && !tree.joint;
}

/** What stands between the quotes of `[doc = "…"]`; undefined for any other group. */
function docText(group: TokenTree & { kind: "group" }): string | undefined {
  const [name, equals, literal, ...others] = group.trees;
  if (group.delimiter !== "[" || others.length > 0 || !isPunct(equals, "=")) return undefined;
  if (name?.kind !== "ident" || name.text !== "doc" || name.raw || literal?.kind !== "literal") return undefined;
  return /^"[^]*"$/.test(literal.text) ? literal.text.slice(1, -1) : undefined;
}

/** The text that `char::escape_debug` has escaped. */
function unescape(text: string): string | undefined {
  let isFine = true;
  const plain = text.replaceAll(/\\(?:u\{([0-9a-f]{1,6})\}|([nrt0'"\\])|)/g, (_, code: string | undefined, char: string | undefined) => {
    if (char !== undefined) return { n: "\n", r: "\r", t: "\t", 0: "\0" }[char] ?? char;
    const point = code === undefined ? Number.NaN : Number.parseInt(code, 16);
    if (point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)) return String.fromCodePoint(point);
    isFine = false;
    return "";
  });
  return isFine ? plain : undefined;
}
