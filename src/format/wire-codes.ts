import type { MacroKind } from "../sandbox/types.ts";
import type { Delimiter } from "./token-tree.ts";

/** The wire's delimiter codes: the index is the code. */
export const delimiterCodes: readonly Delimiter[] = ["(", "{", "[", "none"];

/** Likewise of kinds of macros, in messages, keys and declarations. */
export const macroKindCodes: readonly MacroKind[] = ["function", "attribute", "derive"];

/** Nesting that readers of streams and of entries accept; what is deeper is an error, never an overflow. */
export const maximumDepth = 1024;
