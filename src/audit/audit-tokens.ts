import { lexExpansion, locateTokens } from "#format/reading";
import { scanSource, TokenKind } from "#source";

/** A token as the rules see it. A lifetime is one; a group is two, its delimiters. */
export interface AuditToken {
  readonly kind: "name" | "lifetime" | "literal" | "punct" | "open" | "close";
  /** A name is without its scope, and without `r#` unless that keeps it from being a keyword. */
  readonly text: string;
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
}

/** A text's tokens with their structure. */
export interface AuditText {
  readonly text: string;
  readonly tokens: readonly AuditToken[];
  /** For each token the other delimiter, -1 where there is none. */
  readonly partner: Int32Array;
  /** 1 for tokens at which an attribute has its name. */
  readonly attributeName: Uint8Array;
}

/** Undefined where an expansion cannot be lexed. `indices` are the tokens' numbers in `locateTokens`. */
export function expansionTokens(text: string, alone: string | undefined): { readonly audited: AuditText; readonly indices: readonly number[] } | undefined {
  const lexed = lexExpansion(text, alone);
  if (!lexed.ok) return undefined;
  const located = locateTokens(text, lexed.trees);
  const tokens: AuditToken[] = [];
  const indices: number[] = [];
  for (let index = 0; index < located.length; index++) {
    const { kind, start, end, scope } = located[index]!;
    const next = located[index + 1];
    // Invisible groups are none to the compiler's eye: `§(unsafe§) {}` is what it is without them.
    if ((kind === "open" || kind === "close") && text.charCodeAt(start) === silcrow) continue;
    indices.push(index);
    if (kind === "ident") {
      const word = text.slice(start, scope === 0 ? end : end - 1 - String(scope).length);
      tokens.push({ kind: "name", text: plainName(word), start, end });
    } else if (kind === "literal") {
      tokens.push({ kind, text: text.slice(start, end), start, end });
    } else if (text.charCodeAt(start) === apostrophe && next?.kind === "ident" && next.start === end) {
      index++;
      tokens.push({ kind: "lifetime", text: text.slice(start, next.end), start, end: next.end });
    } else {
      // Group markup and `§~` belong to the format, not to the code.
      const isPlain = end === start + 1;
      tokens.push({ kind, text: isPlain ? text[start]! : text.slice(start, end).replace(/§~?/g, ""), start, end });
    }
  }
  return { audited: withStructure(text, tokens), indices };
}

const apostrophe = 0x27;
const silcrow = 0xa7;

/** The tokens of an invocation as its author wrote it; doc comments count as literals, others are passed over. */
export function sourceTokens(text: string): AuditText {
  const { count, kind, start, end } = scanSource(text);
  const tokens: AuditToken[] = [];
  for (let index = 0; index < count; index++) {
    const [from, to] = [start[index]!, end[index]!];
    const name = kindNames[kind[index]!] ?? "punct";
    const word = text.slice(from, to);
    tokens.push({ kind: name, text: name === "name" ? plainName(word) : word, start: from, end: to });
  }
  return withStructure(text, tokens);
}

const kindNames: Readonly<Record<number, AuditToken["kind"]>> = {
  [TokenKind.ident]: "name",
  [TokenKind.lifetime]: "lifetime",
  [TokenKind.literal]: "literal",
  [TokenKind.docComment]: "literal",
  [TokenKind.punct]: "punct",
  [TokenKind.open]: "open",
  [TokenKind.close]: "close",
};

/** Keywords that patterns have; a raw name of theirs is only a name. */
const keywords: ReadonlySet<string> = new Set(["unsafe", "extern", "static", "mut", "const", "mod", "fn", "use", "crate", "as"]);

function plainName(word: string): string {
  if (word.charCodeAt(1) !== 0x23) return word;
  return keywords.has(word.slice(2)) ? word : word.slice(2);
}

function withStructure(text: string, tokens: readonly AuditToken[]): AuditText {
  const partner = new Int32Array(tokens.length).fill(-1);
  const attributeName = new Uint8Array(tokens.length);
  const open: { readonly at: number; readonly lists: boolean }[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { kind, text: word } = tokens[index]!;
    if (kind === "name" || kind === "literal") continue;
    const inside = open.at(-1);
    if (kind === "open") {
      const isAttribute = word === "[" && (isPunct(tokens[index - 1], "#") || (isPunct(tokens[index - 1], "!") && isPunct(tokens[index - 2], "#")));
      const before = tokens[index - 1];
      // `#[unsafe(no_mangle)]` and `#[cfg_attr(…, no_mangle)]` have further names.
      const wraps = attributeName[index - 1] === 1 && before?.kind === "name";
      const isUnsafe = wraps && before.text === "unsafe";
      if ((isAttribute || isUnsafe) && index + 1 < tokens.length) attributeName[index + 1] = 1;
      open.push({ at: index, lists: wraps && before.text === "cfg_attr" });
    } else if (kind === "close") {
      open.pop();
      if (inside === undefined) continue;
      partner[index] = inside.at;
      partner[inside.at] = index;
    } else if (word === "," && inside?.lists === true && index + 1 < tokens.length) {
      attributeName[index + 1] = 1;
    }
  }
  return { text, tokens, partner, attributeName };
}

function isPunct(token: AuditToken | undefined, char: string): boolean {
  return token?.kind === "punct" && token.text === char;
}
