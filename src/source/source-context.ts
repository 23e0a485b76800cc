import { enclosingOf } from "./enclosing.ts";
import { attributeFragment, functionFragment, type FragmentKind } from "./fragment-kind.ts";
import type { Position, SourceFile } from "./source-file.ts";

export interface SourceContext {
  readonly fragment: FragmentKind;
  /** Function, constant, static or type around the call; undefined at module level. */
  readonly item: string | undefined;
  /** Inline modules around the call, outermost first, below the file's own module. */
  readonly inlineModules: readonly string[];
  /** Name of the `macro_rules!` definition that the call is written in. */
  readonly macroRules: string | undefined;
}

/**
 * What the syntax around a call site says: `call` is where a function-like macro's path starts, or a place
 * inside `#[…]`. Undefined when the file has no such place.
 */
export function sourceContext(
  file: SourceFile,
  macroKind: "function" | "attribute" | "derive",
  call: Position,
): SourceContext | undefined {
  const offset = file.offsetOf(call);
  if (offset === undefined) return undefined;
  const index = file.tokenAt(offset);
  if (index >= file.tokens.count) return undefined;
  const enclosing = enclosingOf(file, index);
  return {
    fragment: macroKind === "function" ? functionFragment(file, index) : attributeFragment(file, index),
    item: enclosing.item,
    inlineModules: enclosing.modules,
    macroRules: enclosing.macroRules,
  };
}

/** Where a token comes from, for the explanation of a scope: the `macro_rules!` definition around it, if any. */
export function macroRulesAround(file: SourceFile, offset: number): string | undefined {
  const index = file.tokenAt(offset);
  return index < file.tokens.count ? enclosingOf(file, index).macroRules : undefined;
}
