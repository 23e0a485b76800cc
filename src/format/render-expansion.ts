import { assignScopes } from "#hygiene";
import type { MacroKind, RenderedExpansion, SpanContext } from "../sandbox/types.ts";
import { ExpansionTooLarge } from "./entry-metadata.ts";
import { numberInput } from "./number-input.ts";
import { printPlainly } from "./print-plainly.ts";
import { resolveOutput } from "./resolve-output.ts";
import { encodeSpanMap } from "./span-map.ts";
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
 * Makes the parts of an entry that follow from one run of a macro, with the expansion on one line. Throws
 * `WireError` when the output is not valid or has a token that no text stands for, and `ExpansionTooLarge`.
 */
export function renderExpansion({ output, kind, attr, input, spanContexts }: ExpansionToRender): RenderedExpansion {
  const message = new WireReader(output);
  const given = message.derivedSpans();
  const stream = message.outputStream();
  const parsed = message.parsedList();
  if (!message.atEnd) throw new WireError("more bytes than the output has", message.offset);

  const numbering = numberInput(new WireReader(attr).inputStream(), new WireReader(input).inputStream());
  const assigner = assignScopes(kind, numbering, spanContexts);
  const { trees, runs, derived } = resolveOutput(stream, given, numbering, spanContexts, parsed.length, assigner.scopeOf);
  if (parsed.length > mostParsed) throw new ExpansionTooLarge();
  return {
    expansion: printPlainly(trees),
    spans: encodeSpanMap({ derived, runs }),
    scopes: assigner.scopes(),
    parsed,
  };
}

/** Texts that one macro may have parsed; each is named in its entry. */
const mostParsed = 1_000_000;
