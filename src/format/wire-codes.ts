import type { Delimiter } from "./token-tree.ts";

/** The wire's delimiter codes: the index is the code. */
export const delimiterCodes: readonly Delimiter[] = ["(", "{", "[", "none"];

/** Nesting that readers of streams and of entries accept; what is deeper is an error, never an overflow. */
export const maximumDepth = 1024;
