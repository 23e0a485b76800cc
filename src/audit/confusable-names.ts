import { createRequire } from "node:module";
import type unhomoglyph from "unhomoglyph";
import type { AuditText } from "./audit-tokens.ts";

/** A name, as a token's index, and the other one that it looks like. */
export interface ConfusableName {
  readonly token: number;
  readonly like: string;
}

/**
 * Names of an expansion that look like another name of the entry, or like a word that every program has, and that
 * the invocation does not have. Each is found once.
 */
export function confusableNames(expansion: AuditText, invocation: AuditText): ConfusableName[] {
  const own = new Set(namesOf(invocation).keys());
  const made = namesOf(expansion);
  const known = new Map<string, string[]>();
  for (const name of new Set([...own, ...made.keys(), ...commonWords])) {
    const look = lookOf(name);
    const alike = known.get(look);
    if (alike === undefined) known.set(look, [name]);
    else alike.push(name);
  }
  const found: ConfusableName[] = [];
  for (const [name, token] of made) {
    if (own.has(name)) continue;
    const others = known.get(lookOf(name))!.filter((other) => other !== name && isTelling(name, other));
    // Of two new names the one that is written in other letters is the suspect.
    const like = others.find((other) => own.has(other) || commonWords.has(other) || isAscii(other) || !isAscii(name));
    if (like !== undefined && !(isAscii(name) && !isAscii(like) && !own.has(like))) found.push({ token, like });
  }
  return found;
}

/** Short names such as `l` and `I`, and what differs in case or a last digit alone, are told apart by who writes them. */
function isTelling(name: string, other: string): boolean {
  if (!isAscii(name) || !isAscii(other)) return true;
  return name.length > 2 && other.length > 2 && name.length === other.length && name.toLowerCase() !== other.toLowerCase();
}

function namesOf({ tokens }: AuditText): Map<string, number> {
  const names = new Map<string, number>();
  for (let index = 0; index < tokens.length; index++) {
    const { kind, text } = tokens[index]!;
    if (kind !== "name" || names.has(text)) continue;
    // To the compiler, names that normalise alike are one.
    const name = isAscii(text) ? text : text.normalize("NFC");
    if (!names.has(name)) names.set(name, index);
  }
  return names;
}

const looks = new Map<string, string>();
const mostLooks = 100_000;

function lookOf(name: string): string {
  if (isAscii(name) && !ambiguous.test(name)) return name;
  let look = looks.get(name);
  if (look === undefined) {
    look = isAscii(name) ? lookOfAscii(name) : confusables()(name.normalize("NFD"));
    if (looks.size >= mostLooks) looks.clear();
    looks.set(name, look);
  }
  return look;
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7F]*$/.test(text);
}

let loaded: typeof unhomoglyph | undefined;

/** The data are large, and few names are in other letters than ASCII's: they are loaded for the first of those. */
function confusables(): typeof unhomoglyph {
  loaded ??= createRequire(import.meta.url)("unhomoglyph") as typeof unhomoglyph;
  return loaded;
}

/** What the data say of ASCII names. */
export function lookOfAscii(name: string): string {
  return name.replace(allAmbiguous, (character) => asciiLooks[character]!);
}

const asciiLooks: Readonly<Record<string, string>> = { "0": "O", "1": "l", I: "l", m: "rn" };
const ambiguous = /[01Im]/;
const allAmbiguous = /[01Im]/g;

const commonWords: ReadonlySet<string> = new Set(
  "as break const continue crate else enum extern fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait type unsafe use where while std core alloc Ok Err Some None Box Vec String Option Result".split(" "),
);
