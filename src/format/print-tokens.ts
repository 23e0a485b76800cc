import { printTokensPlain } from "./print-tokens-plain.ts";
import type { TokenTree } from "./token-tree.ts";

export interface PrintOptions {
  /** Columns to stay within where the tokens allow it. */
  readonly width?: number;
}

/** Lays token trees out like formatted Rust. White space goes only where it changes no token. */
export function printTokens(trees: readonly TokenTree[], _options: PrintOptions = {}): string {
  return printTokensPlain(trees);
}
