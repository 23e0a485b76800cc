import {
  coverProblem,
  type Delimiter,
  encodeSpanMap,
  type Entry,
  entryChecksum,
  printEntry,
  printFaithfully,
  type ScopeExplanation,
  sha256,
  type SpanRun,
  type TokenTree,
} from "#format";
import type { Random } from "./random.ts";

export interface FuzzCase {
  readonly text: string;
  /** N: the first span id after the input. */
  readonly inputEnd: number;
}

/** An entry as silcrow writes it, or one that was damaged in up to four places; most have the right checksum. */
export function generateCase(random: Random): FuzzCase {
  const inputEnd = 4 + random.below(random.pick([1, 8, 60]));
  let text = printEntry(generateEntry(random, inputEnd));
  if (random.oneIn(3)) return { text, inputEnd };
  for (let left = random.pick([1, 1, 1, 2, 4]); left > 0; left--) text = mutate(text, random);
  return { text: random.oneIn(10) ? text : withRightChecksum(text), inputEnd };
}

function generateEntry(random: Random, inputEnd: number): Entry {
  const trees = generateTrees(random, 3);
  // The written form of the trees, or text that nobody has looked at.
  const printed = random.oneIn(5) ? undefined : printFaithfully(trees);
  const expansion = printed?.expansion ?? random.list(30, () => random.pick(snippets)).join(random.pick(["", " ", "\n"]));
  const alone = printed?.alone ?? (random.oneIn(5) ? vlq(random, 4) : undefined);
  const spans = random.oneIn(4) ? undefined : random.oneIn(12) ? vlq(random, 20) : encodeSpanMap(generateMap(random, trees, inputEnd));
  const mixed: Readonly<Record<string, ScopeExplanation>> = Object.fromEntries(random.list(3, () => [String(1 + random.below(4)), random.oneIn(3) ? { input: "src/lib.rs:3" } : "mixed_site"]));
  const hash = () => (random.oneIn(8) ? sha256("x") : `sha256:${"0".repeat(64)}`);
  return {
    metadata: {
      rust_macro_cache_version: 1,
      macro_kind: random.pick(["function", "attribute", "derive"]),
      macro_item: "m_0123456789ab::m",
      macro_hash: sha256("macro"),
      expand_crate: "app",
      expand_module: "app",
      expand_linenum: 1 + random.below(100),
      "macro-frag-spec": "expr",
      targets: random.oneIn(6) ? random.list(3, () => random.pick(["x86_64-*", "*-linux-gnu", "*", "wasm32-*", "x86_64-unknown-linux-gnu", "x*6*u"])) : "*",
      hash: sha256("invocation"),
      scopes: random.oneIn(2) ? mixed : undefined,
      depends: random.oneIn(5) ? { env: { HOME: hash(), UNSET: random.oneIn(4) ? hash() : null }, position: hash() } : undefined,
      parsed: random.oneIn(5) ? undefined : [0, 1, 2].slice(random.oneIn(6) ? 1 : 0).map(() => `${random.below(random.pick([9, 900, 900]))}:${sha256("p").slice(7, 23)}`),
      alone: alone === "" ? undefined : alone,
      spans,
    },
    invocation: random.pick(["m!()", "§§", "", "#[m]\nstruct S;"]),
    expansion,
  };
}

function generateTrees(random: Random, depth: number): TokenTree[] {
  return random.list(10, () => (random.oneIn(20) ? docAttribute(random) : [generateTree(random, depth)])).flat();
}

/** What a doc comment looks like, and what nearly does. */
function docAttribute(random: Random): TokenTree[] {
  const punct = (char: string): TokenTree => ({ kind: "punct", char, joint: random.oneIn(12) });
  const text = random.pick(['" it\\\'s"', '"\\u{e9}\\n*"', '""', '"\\x41"', 'r"x"', '"\\u{110000}"']);
  const trees: TokenTree[] = [{ kind: "ident", text: random.oneIn(12) ? "dock" : "doc", raw: random.oneIn(12) }, punct("="), { kind: "literal", text }];
  const group: TokenTree = { kind: "group", delimiter: random.oneIn(12) ? "(" : "[", trees: random.oneIn(12) ? [...trees, punct(",")] : trees };
  return random.oneIn(3) ? [punct("#"), punct("!"), group] : [punct("#"), group];
}

function generateTree(random: Random, depth: number): TokenTree {
  const names = ["a", "r", "b", "c", "br", "cr", "e5", "_x", "naïve", "类型", "crate", "🦀"];
  const scope = random.oneIn(4) ? 1 + random.below(3) : 0;
  switch (random.below(depth > 0 ? 9 : 7)) {
    case 0:
    case 1:
      return { kind: "ident", text: random.pick(names), raw: false, scope };
    case 2:
      return random.oneIn(3)
        ? { kind: "ident", text: "$crate", raw: false, scope }
        : { kind: "ident", text: random.pick(["a", "type", "naïve"]), raw: true, scope };
    case 3:
    case 4:
    case 5:
      return { kind: "punct", char: random.pick([..."=<>!~+-*/%^&|@.,;:#$?'"]), joint: random.oneIn(2) };
    case 6:
      return { kind: "literal", text: random.pick(literals) };
    default:
      return { kind: "group", delimiter: random.pick<Delimiter>(["(", "{", "[", "none"]), trees: generateTrees(random, depth - 1) };
  }
}

/** A map that covers the trees, for the most part with spans that exist. */
function generateMap(random: Random, trees: readonly TokenTree[], inputEnd: number): Parameters<typeof encodeSpanMap>[0] {
  const inputs = inputEnd - 4;
  const given = () => (inputs > 0 && random.oneIn(2) ? 4 + random.below(inputs) : random.below(2));
  const id = () => (random.oneIn(25) ? random.below(inputEnd + 6) : given());
  if (trees.length > 0 && random.oneIn(9)) {
    return { derived: [], runs: [{ kind: "parsed", length: trees.length, text: 0, stream: random.below(2), facts: factsOf(random, trees) }] };
  }
  const derived = random.list(3, () => ({ location: id(), context: id(), edge: random.pick([0, 1, 2, 3, 4, 5, 6, 7] as const) }));
  const runs: SpanRun[] = [];
  for (let tries = 0; tries < 60; tries++) {
    const length = 1 + random.below(random.pick([1, 1, 5]));
    const first = 4 + random.below(inputs + 1);
    const run = random.pick<SpanRun>([
      { kind: "call-site", length },
      { kind: "same", length, span: derived.length > 0 && random.oneIn(2) ? inputEnd + random.below(derived.length) : id() },
      { kind: "clone", id: id() },
      { kind: "unopened", length, reference: id() },
      random.oneIn(3) ? { kind: "parsed", length, text: random.below(3), stream: random.below(3), facts: facts(random) } : { kind: "call-site", length },
      first + length <= inputEnd || random.oneIn(25) ? { kind: "input", length, first } : { kind: "call-site", length },
    ]);
    runs.push(run);
    const problem = coverProblem({ derived, runs }, trees);
    if (problem === undefined) return { derived, runs };
    // Too long: what is shorter may fit, and call sites of one token always do.
    if (problem.includes("longer") || tries > 20) runs[runs.length - 1] = { kind: "call-site", length: 1 };
    const again = coverProblem({ derived, runs }, trees);
    if (again === undefined || again.includes("longer")) return { derived, runs };
  }
  return { derived, runs };
}

function mutate(text: string, random: Random): string {
  const separators = [...text.matchAll(/^§§$/gm)].map(({ index }) => index);
  // Most changes are made to the expansion, which is where most of the grammar is.
  const from = random.oneIn(3) ? 0 : (separators[1] ?? 0) + 3;
  const at = from + random.below(Math.max(1, text.length - from + 1));
  const length = random.below(random.pick([2, 4, 40]));
  const put = (piece: string, without = 0) => wellFormed(text.slice(0, at) + piece + text.slice(at + without));
  switch (random.below(9)) {
    case 0:
      return put("", length + 1);
    case 1:
      return put(random.pick(snippets));
    case 2:
      return put(random.pick(snippets), length);
    case 3:
      return put(String.fromCodePoint(random.pick([0, 9, 10, 13, 0x20, 0x7f, 0x85, 0xa0, 0xa7, 0x200e, 0x2028, 0xfeff, 0xffff, 0x1f980, random.below(128)])), random.below(2));
    case 4: {
      const start = random.below(text.length);
      return put(text.slice(start, start + random.below(40)));
    }
    case 5:
      return random.oneIn(4) ? wellFormed(text.slice(0, at)) : put("(".repeat(random.pick([3, 1020, 1024, 1025])));
    case 6: {
      const lines = text.split("\n");
      const [a, b] = [random.below(lines.length), random.below(lines.length)];
      lines.splice(a, random.below(2), ...(random.oneIn(2) ? [lines[b] ?? ""] : []));
      return lines.join("\n");
    }
    case 7:
      return changeKey(text, random);
    default:
      return text.replace(/("(?:spans|alone)": ")([^"]*)"/, (_, key: string, value: string) => {
        const place = random.below(value.length + 1);
        return `${key}${value.slice(0, place)}${vlq(random, 2)}${value.slice(place + random.below(3))}"`;
      });
  }
}

/** Gives a key another value, a second time, or takes it away. */
function changeKey(text: string, random: Random): string {
  const keys = [...text.split("\n§§\n", 1)[0]?.matchAll(/^ +"([^"]+)": .*$/gm) ?? []];
  if (keys.length === 0) return text;
  const { 0: line, 1: key, index } = random.pick(keys);
  const other = `  "${random.oneIn(4) ? random.pick(["new", "spans", "alone", "hash"]) : key}": ${random.pick(values)},`;
  const lines = random.pick([other, `${line}\n${other}`, `${other}\n${line}`, ""]);
  return text.slice(0, index) + lines + text.slice(index + line.length);
}

/** As many as the trees have. */
function factsOf(random: Random, trees: readonly TokenTree[]): string {
  const count = (level: readonly TokenTree[]): number =>
    level.reduce((sum, tree) => {
      if (tree.kind !== "group") return sum + (tree.kind === "punct" && tree.joint ? 0 : 1);
      const isDoc = tree.delimiter === "[" && tree.trees.length === 3 && tree.trees.some((inner) => inner.kind === "ident" && inner.text === "doc");
      return sum + count(tree.trees) + (isDoc ? 4 : 2);
    }, 0);
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const left = count(trees);
  return Array.from({ length: Math.ceil(left / 6) }, (_, index) => digits[random.below(2 ** Math.min(6, left - index * 6))]).join("");
}

function facts(random: Random): string {
  return random.list(random.pick([1, 1, 1, 4]), () => random.pick([..."AAAABCDEIQfgPw/"])).join("");
}

function vlq(random: Random, most: number): string {
  const digit = () => random.pick([..."ABCDEFGHIJKLMNOPghijklmnz0123456789+/"]);
  return random.list(most, () => (random.oneIn(12) ? random.pick(["///////D", "//////D", "+/////H", "gggggggA", "B", "f", "!", "="]) : digit())).join("");
}

export function withRightChecksum(text: string): string {
  return text.replace(/^( {2}"checksum": )"[^"\n]*"/m, `$1"${entryChecksum(text)}"`);
}

/** Half a surrogate pair cannot be in a file. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}

const literals = [
  "1", "1.", "1.5", "0x1F_u8", "0b12", "0o7", "1e5", "1E-3", "1_000u64", '"a\\"b"', "'x'", "'\\''", "'\\u{1F980}'", "b'a'", 'b"\\x00"', 'c"x"',
  'r"a"', 'r#"a"b"#', 'br##"x"#"##', 'cr"y"', '"two\nlines"', '"§§"', "'🦀'", '"x"suffix', "1usize", "0", '"\\\n  x"',
];

const snippets = [
  ...literals, "§", "§§", "§(", "§)", "§~", "§'", "§'§~", "§1", "§01", "§0", "§4294967295", "§123456789", "§1234567890", "$crate", "$ crate", "$crates", "$crate§2",
  "'a", "'a'", "'r#a", "'r#a'", "'r#1", "'r", "'r'", "'_", "'static§1", "'$crate", "r#type", "r#_", "r#self", "r#1", "r#", "r##", "br#x", "b#", "a§1", "é§2",
  "//", "/*", "/§~*", "/ /", "::", ": :", "->", "?;", "..=", "&&", "=", "+", ".", ",", "#", "$", "!", "(", ")", "[", "]", "{", "}", "\"", "'", "\\", "'''", "'\n'", "'ab'",
  "'\\n\\''", "b'ab'", "b'''", "0x", "0xg", "0b1e5", "1..2", "1.a", "1.§(", "1.é", "1e", "1e+", "1_.5", "1.e5", "1.5.6", "1.\u2028", "\u2028", "\u200e", "\u00a0", "\u0085", "`", "\0", "\r", "\r\n", "\n", " ",
  "\n§§\n", "\n§§§\n", "\n§§§§\n", "\n§§\r\n", `r${"#".repeat(255)}"x"${"#".repeat(255)}`, `r${"#".repeat(256)}"x"${"#".repeat(256)}`,
];

const values = [
  "null", "true", "0", "1", "2", "-1", "1.0", "1e0", "1.5", "2e0", "01", "1e400", "99999999999999999999", '""', '"x"', '"*"', "[]", "{}", '["*", 5]', '[""]', '["x86_64-*", ""]',
  '"mixed_site"', '{"1": "mixed_site", "x": 1}', '{"01": "mixed_site"}', '{"+1": "mixed_site"}', '{"4294967297": "mixed_site"}', '{"1": "mixed_site", "1": {"input": "x"}}',
  '{"env": null}', '{"files": {}}', '{"position": 1}', '["5:00000000000000ff"]', '["05:00000000000000ff"]', '["+5:00000000000000ff"]', '["5:00000000000000FF"]', '["99999999999:00000000000000ff"]', '["5:ff"]',
  '"\\ud800"', '"\\ud83e\\udd80"', '"\\u0000"', '"\\x"', '"\t"', "[".repeat(62) + "]".repeat(62), "[".repeat(63) + "]".repeat(63), "[".repeat(64) + "]".repeat(64), `${"[".repeat(63)}1${"]".repeat(63)}`, `${"[".repeat(64)}1${"]".repeat(64)}`, "[".repeat(9999) + "]".repeat(9999),
  '"AA"', '"gA"', '"AgB"', '"!"', '"A="', '"B"', '"g"', '"//////D"', "nul", "+1", ".5", "1.", "'x'",
];
