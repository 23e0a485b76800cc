import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import fc from "fast-check";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";
import { beforeAll, describe, expect, test } from "vitest";
import { lexExpansion, printTokens, type TokenTree } from "#format";
import { locateTokens } from "#format/reading";
import { arbitraryTrees } from "../format/arbitrary-trees.ts";

const root = path.join(import.meta.dirname, "../..");
const syntaxes = path.join(root, "syntaxes");
let grammar: IGrammar;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
  await oniguruma.loadWASM(readFileSync(wasm));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const file = path.join(syntaxes, "rsm.tmLanguage.json");
      return scope === "source.rsm" ? textmate.parseRawGrammar(readFileSync(file, "utf8"), file) : null;
    },
  });
  grammar = (await registry.loadGrammar("source.rsm"))!;
});

/** The innermost scope of each character. */
function scopesOf(text: string): string[] {
  const scopes: string[] = [];
  let state = textmate.INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    for (const { startIndex, endIndex, scopes: all } of tokens) {
      for (let at = startIndex; at < Math.min(endIndex, line.length); at++) scopes.push(all.findLast((scope) => !scope.startsWith("meta.")) ?? "");
    }
    scopes.push("");
    state = ruleStack;
  }
  return scopes;
}

const frame = "{\n}\n§§\n\n§§\n";

/** What the lexer says each token is, as the grammar should. */
function kindsOf(trees: readonly TokenTree[]): (string | undefined)[] {
  return trees.flatMap((tree, index): (string | undefined)[] => {
    if (tree.kind === "group") return [undefined, ...kindsOf(tree.trees), undefined];
    if (tree.kind === "literal") return ["literal"];
    if (tree.kind === "ident") return [trees[index - 1]?.kind === "punct" && (trees[index - 1] as { char: string }).char === "'" ? undefined : "name"];
    return [undefined];
  });
}

/** Where grammar and lexer see something else: literals must be literals from end to end, and names must be names. */
function disagreements(expansion: string, alone?: string): string[] {
  const lexed = lexExpansion(expansion, alone);
  if (!lexed.ok) throw new Error(lexed.problem.message);
  const scopes = scopesOf(frame + expansion).slice(frame.length);
  const kinds = kindsOf(lexed.trees);
  const isText = (scope: string) => /^(?:string|constant\.(?:numeric|character\.escape))/.test(scope);
  return locateTokens(expansion, lexed.trees).flatMap(({ start, end }, index) => {
    const text = expansion.slice(start, end);
    const own = scopes.slice(start, end).filter((_, at) => text[at] !== "\n");
    const said = [...new Set(own)].join(" ");
    switch (kinds[index]) {
      case "literal":
        return own.every(isText) ? [] : [`${text} is ${said}`];
      case "name":
        return /^(?:keyword|variable|entity|constant\.language)/.test(own[0] ?? "") && !own.some(isText) ? [] : [`${text} is ${said}`];
      default:
        return own.some(isText) ? [`${text} is ${said}`] : [];
    }
  });
}

const golden = path.join(root, "test/format/golden");

test.each(readdirSync(golden).filter((name) => name.endsWith(".tokens")))("grammar and lexer see the same in %s", (name) => {
  const lexed = lexExpansion(readFileSync(path.join(golden, name), "utf8"));
  if (!lexed.ok) throw new Error(lexed.problem.message);
  const text = printTokens(lexed.trees);
  // Which puncts are Joint makes no difference here.
  expect(disagreements(text)).toEqual([]);
});

test("and in whatever tokens there are", () => {
  fc.assert(
    fc.property(arbitraryTrees, (trees) => {
      const text = printTokens(trees);
      // A character literal may go over lines; a grammar sees one line at a time.
      fc.pre(!/'\\[^']*\n/.test(text));
      expect(disagreements(text)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

describe("a whole entry", () => {
  const entry = readFileSync(path.join(root, "test/cache-schema/golden/full.rsm"), "utf8");
  const scopeAt = (text: string, what: string) => scopesOf(text)[text.indexOf(what)];

  test("has three sections", () => {
    const scopes = scopesOf(entry);
    expect(scopes.filter((scope) => scope === "punctuation.separator.section.rsm").length).toBe(4);
    expect(scopeAt(entry, '"macro_kind"')).toBe("support.type.property-name.rsm");
  });

  test.each([
    ["'static", "&'static str", "storage.modifier.lifetime.rsm"],
    ["§1", "units§1.len()", "constant.other.scope.rsm"],
    ["§(", "§(a§)", "punctuation.section.none-group.rsm"],
    ["println", "println!(1)", "entity.name.function.macro.rsm"],
    ["println", "println§3!(1)", "entity.name.function.macro.rsm"],
    ["Crab", "Crab { legs }", "entity.name.type.rsm"],
    ["fn", "fn f()", "keyword.control.rsm"],
    ["fnord", "fnord + 1", "variable.other.rsm"],
    ["$crate", "$crate::a", "variable.language.crate.rsm"],
    ["r#type", "r#type + 1", "variable.other.raw.rsm"],
    ["0x48u16", "[0x48u16]", "constant.numeric.rsm"],
    ['br##"x"##', 'f(br##"x"##)', "string.quoted.raw.rsm"],
  ])("%s in %s is %s", (what, expansion, scope) => {
    const scopes = scopesOf(frame + expansion).slice(frame.length);
    expect(scopes[expansion.indexOf(what)]).toBe(scope);
  });

  test("has comments in its invocation only", () => {
    expect(scopeAt("{\n}\n§§\n/* a /* b */ c */ m!(1) // d\n§§\nx\n", "c */")).toBe("comment.block.rsm");
    expect(scopeAt("{\n}\n§§\nm!(1) // d\n§§\nx\n", "d\n")).toBe("comment.line.double-slash.rsm");
  });

  test("names a literal of the section mark what it is", () => {
    const text = `{\n}\n§§\nm!("\n§§§\n")\n§§\n"\n§§§\n"\n`;
    expect(scopesOf(text).filter((scope) => scope === "punctuation.separator.section.rsm").length).toBe(4);
  });
});

test("the keywords are those of our own highlighting", async () => {
  const { isKeyword } = await import("../../src/review/display/keywords.ts");
  const source = readFileSync(path.join(root, "src/review/display/keywords.ts"), "utf8");
  const words = [...source.matchAll(/[A-Za-z_$]+/g)].map(([word]) => word).filter((word) => isKeyword(word));
  expect(words.length).toBeGreaterThan(40);
  for (const word of words) {
    const scope = scopesOf(`${frame}${word} x`)[frame.length];
    expect(scope, word).toMatch(/^(?:keyword\.control|constant\.language|variable\.language)/);
  }
});

test("the folder is an extension whose files are there", () => {
  const { contributes } = JSON.parse(readFileSync(path.join(syntaxes, "package.json"), "utf8")) as {
    contributes: { languages: { configuration: string; extensions: string[] }[]; grammars: { path: string; scopeName: string }[] };
  };
  expect(contributes.languages[0]!.extensions).toEqual([".rsm"]);
  expect(contributes.grammars[0]!.scopeName).toBe("source.rsm");
  for (const file of [contributes.languages[0]!.configuration, contributes.grammars[0]!.path]) {
    expect(() => JSON.parse(readFileSync(path.join(syntaxes, file), "utf8")) as unknown).not.toThrow();
  }
});
