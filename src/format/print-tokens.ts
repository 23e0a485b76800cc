import { printer } from "prettier/doc";
import { Cursor, TooDeep } from "./layout/cursor.ts";
import { joinStatements, readStatements } from "./layout/statements.ts";
import { printTokensPlain } from "./print-tokens-plain.ts";
import type { TokenTree } from "./token-tree.ts";

export interface PrintOptions {
  /** Columns to stay within where the tokens allow it. */
  readonly width?: number;
}

/** Lays token trees out like formatted Rust. White space goes only where it changes no token. */
export function printTokens(trees: readonly TokenTree[], { width = 100 }: PrintOptions = {}): string {
  try {
    const { doc } = joinStatements(readStatements(new Cursor(trees), "block"));
    return printer.printDocToString(doc, { printWidth: width, tabWidth: 4 }).formatted;
  } catch (error) {
    if (error instanceof TooDeep) return printTokensPlain(trees);
    throw error;
  }
}
