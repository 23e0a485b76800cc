import type { SpanContext } from "../sandbox/types.ts";
import { ExpansionTooLarge, largestExpansion } from "./entry-metadata.ts";
import type { InputNumbering } from "./number-input.ts";
import { OutputSpans } from "./output-spans.ts";
import { SpanRunBuilder } from "./span-run-builder.ts";
import type { SpanRun } from "./span-map.ts";
import type { DerivedSpan, OutputTree, TokenTree } from "./token-tree.ts";
import { WireError } from "./wire-reader.ts";

export interface ResolvedOutput {
  /** The output with the input's own trees where it hands them back; identifiers have their scopes. */
  readonly trees: readonly TokenTree[];
  readonly runs: readonly SpanRun[];
  readonly derived: readonly DerivedSpan[];
}

/**
 * Turns a macro's output into the trees that its text shows, and the runs of its span map, which keep what was
 * handed back. `parsedTexts` is how many texts the macro had parsed; `scopeOf` answers the scope for the
 * span id that an identifier has its context from. Throws `WireError` where the output refers to something that does not exist.
 */
export function resolveOutput(
  output: readonly OutputTree[],
  derived: readonly DerivedSpan[],
  numbering: InputNumbering,
  spanContexts: readonly SpanContext[],
  parsedTexts: number,
  scopeOf: (context: number) => number,
): ResolvedOutput {
  const inputEnd = numbering.end;
  const runs = new SpanRunBuilder(inputEnd);

  for (const { location, context } of derived) {
    if (!exists(location, inputEnd) || !exists(context, inputEnd)) throw bad("a derived span of a span that does not exist");
  }

  const spans = new OutputSpans(derived, inputEnd, spanContexts);
  const contextOf = (span: number): number => (span < inputEnd ? span : derived[span - inputEnd]!.context);
  const token = (span: number): void => {
    if (!exists(span, inputEnd + derived.length)) throw bad(`span ${span} does not exist`);
    runs.token(spans.idOf(span));
  };

  /** An input tree as it is: its identifiers have the contexts of their own spans. */
  const scoped = (tree: TokenTree): TokenTree => {
    if (tree.kind === "group") return { ...tree, trees: tree.trees.map(scoped) };
    return tree.kind === "ident" ? { ...tree, scope: scopeOf(tree.span!) } : tree;
  };

  const resolve = (trees: readonly OutputTree[]): TokenTree[] => {
    const resolved: TokenTree[] = [];
    for (const tree of trees) {
      switch (tree.kind) {
        case "clone": {
          const found = numbering.find(tree.id);
          if (found?.role !== "whole") throw bad(`span ${tree.id} is not an input tree`);
          runs.clone(tree.id);
          resolved.push(scoped(found.tree));
          break;
        }
        case "unopened": {
          const stream = inputStream(numbering, tree.reference);
          runs.unopened(tree.reference, stream.length);
          for (const child of stream) resolved.push(scoped(child));
          break;
        }
        case "parsed":
          if (tree.text >= parsedTexts) throw bad(`parsed text ${tree.text} does not exist`);
          // Without facts these are tokens like any others at the call site.
          if (tree.facts !== "") runs.parsed(tree, tree.trees.length);
          for (const child of tree.facts === "" ? resolve(tree.trees) : tree.trees) resolved.push(child);
          break;
        case "group":
          token(tree.span ?? 0);
          resolved.push({ ...tree, trees: resolve(tree.trees) });
          break;
        case "ident":
          token(tree.span ?? 0);
          resolved.push({ ...tree, scope: scopeOf(contextOf(tree.span ?? 0)) });
          break;
        default:
          token(tree.span ?? 0);
          resolved.push(tree);
      }
    }
    return resolved;
  };

  checkLength(output, numbering);
  const trees = resolve(output);
  return { trees, runs: runs.finish(), derived: spans.derived };
}

/** A few bytes of output can stand for the whole input, again and again: the text's length is known before it is made. */
function checkLength(output: readonly OutputTree[], numbering: InputNumbering): void {
  const known = new Map<readonly OutputTree[] | OutputTree, number>();
  const remember = <T extends readonly OutputTree[] | OutputTree>(trees: T, measure: (trees: T) => number): number => {
    const length = known.get(trees) ?? measure(trees);
    known.set(trees, length);
    return length;
  };
  let total = 0;
  const lengthOf = (tree: OutputTree): number => {
    switch (tree.kind) {
      case "ident":
      case "literal":
        return tree.text.length;
      case "punct":
        return 1;
      case "group":
        return 2 + sum(tree.trees);
      case "clone": {
        const found = numbering.find(tree.id)?.tree;
        return found === undefined ? 0 : remember(found, lengthOf);
      }
      case "unopened":
        return remember(inputStream(numbering, tree.reference), sum);
      case "parsed":
        return sum(tree.trees);
    }
  };
  const sum = (trees: readonly OutputTree[]): number => {
    let length = 0;
    for (const tree of trees) length += lengthOf(tree);
    return length;
  };
  for (const tree of output) {
    total += lengthOf(tree);
    if (total > largestExpansion) throw new ExpansionTooLarge();
  }
}

/** Whether a span id is one; 2 and 3 are reserved. */
function exists(span: number, end: number): boolean {
  return span < end && span !== 2 && span !== 3;
}

function inputStream(numbering: InputNumbering, reference: number): readonly TokenTree[] {
  if (reference === 0) return numbering.attr;
  if (reference === 1) return numbering.input;
  const found = numbering.find(reference);
  if (found?.role !== "whole" || found.tree.kind !== "group") throw bad(`span ${reference} is not an input group`);
  return found.tree.trees;
}

function bad(what: string): WireError {
  return new WireError(`the macro's output is invalid: ${what}`, 0);
}
