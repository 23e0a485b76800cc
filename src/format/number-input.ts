import type { Group, TokenTree } from "./token-tree.ts";

/** What a span id of the input names: a tree, or one of a group's delimiters. */
export interface NumberedTree {
  readonly tree: TokenTree;
  readonly role: "whole" | "open" | "close";
}

export interface InputNumbering {
  /** The streams again, each tree with its span id (a group: that of the entire span). */
  readonly attr: readonly TokenTree[];
  readonly input: readonly TokenTree[];
  /** What an id names; undefined for ids outside 4 … end-1. */
  readonly find: (id: number) => NumberedTree | undefined;
  /** N: the first id after the input, where derived spans begin. */
  readonly end: number;
}

/** Gives the input's trees their span ids, in pre-order, as docs/contracts.md §1.2 lays down. */
export function numberInput(attr: readonly TokenTree[], input: readonly TokenTree[]): InputNumbering {
  const found: NumberedTree[] = [];
  const number = (trees: readonly TokenTree[]): readonly TokenTree[] => trees.map(numberTree);
  const numberTree = (tree: TokenTree): TokenTree => {
    const span = firstInputSpan + found.length;
    if (tree.kind !== "group") {
      const numbered = { ...tree, span };
      found.push({ tree: numbered, role: "whole" });
      return numbered;
    }
    const children: TokenTree[] = [];
    const group: Group = { ...tree, trees: children, span };
    found.push({ tree: group, role: "whole" }, { tree: group, role: "open" });
    for (const child of tree.trees) children.push(numberTree(child));
    found.push({ tree: group, role: "close" });
    return group;
  };
  const numberedAttr = number(attr);
  const numberedInput = number(input);
  return {
    attr: numberedAttr,
    input: numberedInput,
    find: (id) => found[id - firstInputSpan],
    end: firstInputSpan + found.length,
  };
}

/** 0 is the call site, 1 the mixed site, 2 and 3 are reserved. */
export const firstInputSpan = 4;
