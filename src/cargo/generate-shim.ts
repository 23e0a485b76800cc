import type { MacroKind } from "../sandbox/types.ts";

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
}

/**
 * The root file of a macro crate's shim (docs/contracts.md §4). It is as long as the original
 * where that is longer, because the length of a macro crate's root shifts the compiler's source
 * map in the crates that use it, and with that the hashes in their executables.
 */
export function generateShim({ crateName, item, hash, macros, rootLength }: ShimSource): string {
  const taken = new Set(macros.map(({ name }) => name));
  let next = 0;
  const freeName = (): string => {
    let name: string;
    do name = `silcrow_${next++}`;
    while (taken.has(name));
    return name;
  };
  const statics = taken.has("CRATE") ? "SILCROW_CRATE" : "CRATE";
  const lines = [
    "extern crate proc_macro;",
    `static ${statics}: silcrow_shim::MacroCrate = silcrow_shim::MacroCrate { name: "${crateName}", item: "${item}", hash: "${hash}" };`,
  ];
  for (const { name, kind, helperAttributes = [] } of macros) {
    const helpers = helperAttributes.length === 0 ? "" : `, attributes(${helperAttributes.map(identifier).join(", ")})`;
    const stream = "proc_macro::TokenStream";
    if (kind === "derive") {
      lines.push(
        `#[proc_macro_derive(${name}${helpers})]`,
        `pub fn ${freeName()}(input: ${stream}) -> ${stream} { silcrow_shim::derive(&${statics}, "${name}", input) }`,
      );
    } else if (kind === "attribute") {
      lines.push(
        "#[proc_macro_attribute]",
        `pub fn ${identifier(name)}(attr: ${stream}, item: ${stream}) -> ${stream} { silcrow_shim::attribute(&${statics}, "${name}", attr, item) }`,
      );
    } else {
      lines.push(
        "#[proc_macro]",
        `pub fn ${identifier(name)}(input: ${stream}) -> ${stream} { silcrow_shim::function(&${statics}, "${name}", input) }`,
      );
    }
  }
  const text = lines.join("\n");
  return `${text}${" ".repeat(Math.max(0, rootLength - Buffer.byteLength(text) - 1))}\n`;
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
