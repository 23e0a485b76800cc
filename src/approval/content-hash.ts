import { sha256 } from "#format";
import { scanSource, TokenKind } from "#source";
import { type LoadedEntry, tokenText } from "#review/entries";

export type HashedContent = { readonly ok: true; readonly hash: string } | { readonly ok: false; readonly problem: string };

/**
 * What a reviewer answers for: the macro's name, the tokens of the invocation and of the expansion with their spacing,
 * spans and scopes, and for which targets. Places, layout, comments and the macro's version are no part of it, so that
 * what is the same code stays reviewed. Only entries that are whole and as they were written have one.
 */
export function contentHash(loaded: LoadedEntry): HashedContent {
  if (loaded.status !== "valid" || loaded.entry === undefined) return { ok: false, problem: loaded.problem ?? "it cannot be read" };
  const { metadata, invocation } = loaded.entry;
  const read = tokenText(loaded);
  if (!read.ok) return { ok: false, problem: read.problem };
  const [item = "", name = ""] = metadata.macro_item.split("::");
  const parts: string[] = [];
  // Lengths keep one part from passing for two.
  const add = (...more: string[]): void => {
    for (const part of more) parts.push(`${part.length}:${part}`);
  };
  add("silcrow-review-1", metadata.macro_kind, item.replace(/_[0-9a-f]{12}$/, ""), name);
  add(JSON.stringify(metadata.targets), metadata.spans ?? "");
  for (const [scope, what] of Object.entries(metadata.scopes ?? {})) add(scope, what === "mixed_site" ? what : "input");
  add(String(read.value.tokens.length));
  for (const [index, word] of read.value.words.entries()) add(word, read.value.tokens[index]!.joint ? "j" : "");
  const { count, kind, start, end } = scanSource(invocation);
  for (let index = 0; index < count; index++) add(invocation.slice(start[index], end[index]), kind[index] === TokenKind.docComment ? "d" : "");
  return { ok: true, hash: sha256(parts.join("\0")) };
}
