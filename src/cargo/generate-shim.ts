import type { MacroKind } from "../sandbox/types.ts";
import type { MacroRulesFile } from "./macro-rules-files.ts";
import type { MacroSource } from "./macro-source.ts";
import { type MacroToPlace, ownModule, placeShim, type ShimFile, tokensAnywhere } from "./place-shim.ts";

export interface ShimSource {
  readonly crateName: string;
  /** The crate part of `macro_item`. */
  readonly item: string;
  /** `macro_hash`. */
  readonly hash: string;
  readonly macros: readonly {
    readonly name: string;
    readonly kind: MacroKind;
    readonly helperAttributes?: readonly string[] | undefined;
  }[];
  /** Whether it is known to keep state from one invocation to the next: entries without it are not enough then. */
  readonly keepsState?: boolean | undefined;
  /** Bytes of the macro crate's own root file. */
  readonly rootLength: number;
  /** That file, where it is at hand. */
  readonly original?: MacroSource | undefined;
  /** Files that macros' functions come out of by `macro_rules!`. */
  readonly rulesFiles?: readonly MacroRulesFile[] | undefined;
}

/**
 * The source files of a macro crate's shim (docs/contracts.md §4), its root first. The root is as long as the
 * original, because the length of a macro crate's root shifts the compiler's source map in the crates that use
 * it, and with that the hashes in their executables; what need not be in the root is in a module. A root that is
 * named `placed.rs` has the macros' functions where the original has them, and includes what that includes. Where
 * they come out of `macro_rules!` of other files, there is a file as long for each of those.
 */
export function generateShim(source: ShimSource): readonly [root: ShimFile, ...others: ShimFile[]] {
  const { rootLength, original } = source;
  const rules = (source.rulesFiles ?? [])
    .map(({ length, macros }, index) => ({ name: `x${index}`, length, made: new Set(macros), text: rulesNamed(`x${index}`) }))
    .filter(({ text, length }) => text.length < length);
  const functions = answeredMacros(source.macros);
  const macros = functions.map((macro) => ({ ...macro, rules: rules.find(({ made }) => made.has(macro.name))?.name }));
  const hasRules = rules.length === 0 ? [] : ["#", "[", "macro_use", "]"];
  const declarations = [...hasRules, "mod", ownModule, ";", "use", ownModule, "::", "*", ";"];
  const others = [
    { name: `${ownModule}.rs`, text: [...rules.map(({ name }) => `#[macro_use] mod ${name};`), ...answers(source, functions)].join("\n") },
    ...rules.map(({ name, text, length }) => ({ name: `${ownModule}/${name}.rs`, text: padded(text, length) })),
  ];

  const placed = original?.text.length === rootLength ? placeShim(original, macros, declarations) : undefined;
  if (placed !== undefined) return [...placed, ...others];
  const lines = [declarations, ...macros.map(tokensAnywhere)].map(joined);
  return [{ name: "lib.rs", text: padded(lines.join("\n"), rootLength) }, ...others];
}

/** A `macro_rules!` out of which a function comes: it gives `pub fn`, whose place is the compiler's for the function. */
function rulesNamed(name: string): string {
  return `macro_rules! ${name}{($(#[$m:meta])*$n:ident$($t:tt)*)=>{$(#[$m])*pub fn $n$($t)*}}`;
}

/** A macro's function in the root, and the one in module `m` that it calls. */
interface AnsweredMacro extends MacroToPlace {
  readonly answer: string;
}

function answeredMacros(macros: ShimSource["macros"]): AnsweredMacro[] {
  const taken = new Set(["i", "j", ...macros.map(({ name }) => name)]);
  const free = (names: Iterable<string>): string => {
    for (const name of names) {
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
    throw new RangeError("names end");
  };
  return macros.map(({ name, kind, helperAttributes }) => {
    const own = kind === "derive" ? free(numbered("silcrow_")) : identifier(name);
    const answer = free(shortNames());
    const [parameters, values] = kind === "attribute" ? [["i", ":", "T", ",", "j", ":", "T"], ["i", ",", "j"]] : [["i", ":", "T"], ["i"]];
    return {
      name,
      kind,
      answer,
      attribute: attributeTokens(kind, name, helperAttributes),
      head: ["fn", own, "(", ...parameters, ")", "->"],
      body: ["{", answer, "(", ...values, ")", "}"],
    };
  });
}

function* numbered(prefix: string): Generator<string> {
  for (let number = 0; ; number++) yield `${prefix}${number}`;
}

/** The shorter, the more files have room for them. */
function* shortNames(): Generator<string> {
  yield* "abcdefghklmnopqrstuvwxyz";
  yield* numbered("f");
}

function answers({ crateName, item, hash, keepsState = false }: ShimSource, macros: readonly AnsweredMacro[]): string[] {
  return [
    "extern crate proc_macro;",
    "pub use self::proc_macro::TokenStream as T;",
    `static CRATE: silcrow_shim::MacroCrate = silcrow_shim::MacroCrate { name: "${crateName}", item: "${item}", hash: "${hash}", keeps_state: ${keepsState} };`,
    ...macros.map(({ name, kind, answer }) => {
      const [parameters, values] = kind === "attribute" ? ["attr: T, item: T", "attr, item"] : ["input: T", "input"];
      return `pub fn ${answer}(${parameters}) -> T { silcrow_shim::${kind}(&CRATE, "${name}", ${values}) }`;
    }),
    "",
  ];
}

function attributeTokens(kind: MacroKind, name: string, helperAttributes: readonly string[] = []): string[] {
  if (kind !== "derive") return ["#", "[", kind === "attribute" ? "proc_macro_attribute" : "proc_macro", "]"];
  const helpers = helperAttributes.length === 0 ? [] : [",", "attributes", "(", ...helperAttributes.flatMap((helper) => [identifier(helper), ","]), ")"];
  return ["#", "[", "proc_macro_derive", "(", name, ...helpers, ")", "]"];
}

function joined(tokens: readonly string[]): string {
  return tokens.reduce((text, token) => (/\w$/.test(text) && /^\w/.test(token) ? `${text} ${token}` : text + token));
}

function padded(text: string, length: number): string {
  return `${text}${" ".repeat(Math.max(0, length - Buffer.byteLength(text) - 1))}\n`;
}

/** A macro may be named like a keyword of some edition. */
function identifier(name: string): string {
  return keywords.has(name) ? `r#${name}` : name;
}

const keywords = new Set(
  (
    "abstract as async await become box break const continue do dyn else enum extern false final fn for gen if impl in let " +
    "loop macro match mod move mut override priv pub ref return static struct trait true try type typeof unsafe unsized " +
    "use virtual where while yield"
  ).split(" "),
);
