import type { MacroKind } from "../sandbox/types.ts";
import type { MacroRulesFile } from "./macro-rules-files.ts";
import { placeShim } from "./place-shim.ts";

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
  /** Bytes of the macro crate's own root file. */
  readonly rootLength: number;
  /** That file, as rustc counts it, where it is at hand. */
  readonly original?: string | undefined;
  /** Files other than the root that macros' functions come out of. */
  readonly rulesFiles?: readonly MacroRulesFile[] | undefined;
}

/** A source file of a shim, in the folder of its root. */
export interface ShimFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The source files of a macro crate's shim (docs/contracts.md §4), its root first. The root is as long as the
 * original, because the length of a macro crate's root shifts the compiler's source map in the crates that use
 * it, and with that the hashes in their executables. Where the original is short, what need not be in the root
 * goes to a module. A root that is named `placed.rs` has the macros' functions where the original has them. Where
 * they come out of `macro_rules!` of other files, there is a file as long for each of those.
 */
export function generateShim(source: ShimSource): readonly [root: ShimFile, ...others: ShimFile[]] {
  const { macros, rootLength, original } = source;
  const taken = new Set(macros.map(({ name }) => name));
  let next = 0;
  const freeName = (): string => {
    let name: string;
    do name = `silcrow_${next++}`;
    while (taken.has(name));
    return name;
  };
  const statics = taken.has("CRATE") ? "SILCROW_CRATE" : "CRATE";
  const functions = macros.map((macro) => ({ ...macro, function: macro.kind === "derive" ? freeName() : identifier(macro.name), text: `"${macro.name}"` }));

  if (original?.length === rootLength) {
    const placed = macros.map((macro, index) => ({
      name: macro.name,
      kind: macro.kind,
      attribute: attributeTokens(macro.kind, macro.name, macro.helperAttributes),
      function: functions[index]!.function,
      answer: `f${index}`,
    }));
    const root = placeShim(original, placed);
    const answers = placed.map(({ kind, name, answer }) => {
      const [parameters, values] = kind === "attribute" ? ["attr: T, item: T", "attr, item"] : ["input: T", "input"];
      return `pub fn ${answer}(${parameters}) -> T { silcrow_shim::${kind}(&CRATE, "${name}", ${values}) }`;
    });
    if (root !== undefined) return [{ name: placedRoot, text: root }, { name: "m.rs", text: moduleOf(source, answers) }];
  }

  const spacious = [
    "extern crate proc_macro;",
    crateStatic(statics, source),
    ...functions.flatMap(({ kind, name, helperAttributes, function: own, text }) => {
      const stream = "proc_macro::TokenStream";
      const [parameters, values] = kind === "attribute" ? [`attr: ${stream}, item: ${stream}`, "attr, item"] : [`input: ${stream}`, "input"];
      const attribute = attributeOf(kind, name, helperAttributes);
      return [attribute, `pub fn ${own}(${parameters}) -> ${stream} { silcrow_shim::${kind}(&${statics}, ${text}, ${values}) }`];
    }),
  ].join("\n");
  const rules = (source.rulesFiles ?? [])
    .map(({ length, macros: made }, index) => ({ name: `x${index}`, length, made: new Set(made), text: rulesNamed(`x${index}`) }))
    .filter(({ text, length }) => text.length < length);
  if (rules.length === 0 && Buffer.byteLength(spacious) < rootLength) return [{ name: "lib.rs", text: padded(spacious, rootLength) }];

  const short = [
    "mod m;",
    ...rules.map(({ name }) => `#[macro_use]mod ${name};`),
    ...functions.map(({ kind, name, helperAttributes, function: own, text }) => {
      const [parameters, values] = kind === "attribute" ? ["a:m::T,i:m::T", "a,i"] : ["i:m::T", "i"];
      const attribute = attributeOf(kind, name, helperAttributes);
      const rest = `${own}(${parameters})->m::T{m::${kind}(${text},${values})}`;
      const made = rules.find((file) => file.made.has(name));
      return made === undefined ? `${attribute}pub fn ${rest}` : `${made.name}!{${attribute}${rest}}`;
    }),
  ].join("\n");
  const module = moduleOf(source, [
    "pub fn derive(name: &str, input: T) -> T { silcrow_shim::derive(&CRATE, name, input) }",
    "pub fn attribute(name: &str, attr: T, item: T) -> T { silcrow_shim::attribute(&CRATE, name, attr, item) }",
    "pub fn function(name: &str, input: T) -> T { silcrow_shim::function(&CRATE, name, input) }",
  ]);
  return [
    { name: "lib.rs", text: padded(short, rootLength) },
    { name: "m.rs", text: module },
    ...rules.map(({ name, text, length }) => ({ name: `${name}.rs`, text: padded(text, length) })),
  ];
}

/** A `macro_rules!` out of which a function comes: it gives `pub fn`, whose place is the compiler's for the function. */
function rulesNamed(name: string): string {
  return `macro_rules! ${name}{($(#[$m:meta])*$n:ident$($t:tt)*)=>{$(#[$m])*pub fn $n$($t)*}}`;
}

/** The wrapper knows by this name that the places in a root are those in the original. */
const placedRoot = "placed.rs";

function moduleOf(source: ShimSource, functions: readonly string[]): string {
  return ["extern crate proc_macro;", "pub use self::proc_macro::TokenStream as T;", crateStatic("CRATE", source), ...functions, ""].join("\n");
}

function attributeTokens(kind: MacroKind, name: string, helperAttributes: readonly string[] = []): string[] {
  if (kind !== "derive") return ["#", "[", kind === "attribute" ? "proc_macro_attribute" : "proc_macro", "]"];
  const helpers = helperAttributes.length === 0 ? [] : [",", "attributes", "(", ...helperAttributes.flatMap((helper) => [identifier(helper), ","]), ")"];
  return ["#", "[", "proc_macro_derive", "(", name, ...helpers, ")", "]"];
}

function crateStatic(name: string, { crateName, item, hash }: ShimSource): string {
  return `static ${name}: silcrow_shim::MacroCrate = silcrow_shim::MacroCrate { name: "${crateName}", item: "${item}", hash: "${hash}" };`;
}

function attributeOf(kind: MacroKind, name: string, helperAttributes: readonly string[] = []): string {
  const helpers = helperAttributes.length === 0 ? "" : `, attributes(${helperAttributes.map(identifier).join(", ")})`;
  if (kind === "derive") return `#[proc_macro_derive(${name}${helpers})]`;
  return kind === "attribute" ? "#[proc_macro_attribute]" : "#[proc_macro]";
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
