import { isIdentifier, macroKindCodes } from "#format";
import { unusable } from "./module-error.ts";
import type { MacroKind } from "./types.ts";

// What a macro crate declares is its own word, whether it was read from a module's memory or a process said it.
// The limits are far above anything real, so that a hostile declaration costs nothing.
const mostDeclarations = 10_000;
const longestName = 4096;

export function declaredKind(code: number): MacroKind {
  const kind = macroKindCodes[code];
  if (kind === undefined) throw unusable(`it declares a macro of the unknown kind ${code}`);
  return kind;
}

/** How many there are of something, before any of it is read. */
export function declaredCount(count: number, what: "macros" | "helper attributes for one derive"): number {
  if (count > mostDeclarations) throw unusable(`it declares ${count} ${what}`);
  return count;
}

/** The length of a name in bytes, before it is read. */
export function declaredLength(length: number): number {
  if (length > longestName) throw unusable(`it declares a name of ${length} bytes`);
  return length;
}

/** An identifier: shims are generated from these names, so nothing else may pass. */
export function declaredName(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  if (!isIdentifier(text)) throw unusable(`it declares a macro or an attribute with the name ${JSON.stringify(text.slice(0, 60))}`);
  return text;
}
