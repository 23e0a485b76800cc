import { assignScopes } from "#hygiene";
import type { MacroKind, RenderedExpansion, SpanContext } from "../sandbox/types.ts";
import { lexExpansion } from "./lexer.ts";
import { ExpansionTooLarge, largestExpansion } from "./entry-metadata.ts";
import { numberInput } from "./number-input.ts";
import { type PrintOptions, printTokens } from "./print-tokens.ts";
import { printTokensPlain } from "./print-tokens-plain.ts";
import { resolveOutput } from "./resolve-output.ts";
import { sameTokens } from "./same-tokens.ts";
import { encodeSpacing } from "./spacing-map.ts";
import { encodeSpanMap } from "./span-map.ts";
import type { TokenTree } from "./token-tree.ts";
import { WireError, WireReader } from "./wire-reader.ts";

export interface ExpansionToRender {
  /** The guest's output message behind its status byte: derived table, stream, parsed list. */
  readonly output: Uint8Array;
  readonly kind: MacroKind;
  /** Wire streams without spans. */
  readonly attr: Uint8Array;
  readonly input: Uint8Array;
  readonly spanContexts: readonly SpanContext[];
}

/**
 * Makes the parts of an entry that follow from one run of a macro. Throws `WireError` when the output is not
 * valid or has a token that no text stands for, and `ExpansionTooLarge`.
 */
export function renderExpansion({ output, kind, attr, input, spanContexts }: ExpansionToRender): RenderedExpansion {
  const message = new WireReader(output);
  const derived = message.derivedSpans();
  const stream = message.outputStream();
  const parsed = message.parsedList();
  if (!message.atEnd) throw new WireError("more bytes than the output has", message.offset);

  const numbering = numberInput(new WireReader(attr).inputStream(), new WireReader(input).inputStream());
  const assigner = assignScopes(kind, numbering, spanContexts);
  const { trees, runs } = resolveOutput(stream, derived, numbering, assigner.scopeOf);
  const printed = printFaithfully(trees);
  const isLarge = printed.expansion.length > largestExpansion / 3 && Buffer.byteLength(printed.expansion) > largestExpansion;
  if (isLarge || parsed.length > mostParsed) throw new ExpansionTooLarge();
  return {
    ...printed,
    spans: encodeSpanMap({ derived, runs }),
    scopes: assigner.scopes(),
    parsed,
  };
}

/** Texts that one macro may have parsed; each is named in its entry. */
const mostParsed = 1_000_000;

/** A text, and which of its puncts only look Joint: an entry's `alone`. */
export interface PrintedExpansion {
  readonly expansion: string;
  /** Empty if there are none. */
  readonly alone: string;
}

/** The laid-out text if it reads back as the same tokens, else the plain one, which has a space everywhere. */
export function printFaithfully(trees: readonly TokenTree[], options: PrintOptions = {}): PrintedExpansion {
  const laidOut = printTokens(trees, options);
  const alone = aloneOf(laidOut, trees);
  if (alone !== undefined && readsBack(laidOut, alone, trees)) return { expansion: laidOut, alone };
  const plain = printTokensPlain(trees);
  if (readsBack(plain, "", trees)) return { expansion: plain, alone: "" };
  throw new WireError(`a token cannot be written down, in ${JSON.stringify(plain.slice(0, 200))}`, 0);
}

/** What `alone` must be for the text to have these trees' spacing; undefined when the text cannot be read. */
function aloneOf(text: string, trees: readonly TokenTree[]): string | undefined {
  const lexed = lexExpansion(text);
  if (!lexed.ok) return undefined;
  const joint: boolean[] = [];
  collectSpacing(trees, joint);
  return encodeSpacing(lexed.adjacent.map((index) => joint[index] ?? true));
}

function collectSpacing(trees: readonly TokenTree[], into: boolean[]): void {
  for (const tree of trees) {
    if (tree.kind === "punct") into.push(tree.joint);
    else if (tree.kind === "group") collectSpacing(tree.trees, into);
  }
}

function readsBack(text: string, alone: string, trees: readonly TokenTree[]): boolean {
  const lexed = lexExpansion(text, alone);
  return lexed.ok && sameTokens(lexed.trees, trees);
}
