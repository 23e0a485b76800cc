import type { ExpandRequest, MacroKind } from "./types.ts";

const kindCodes: Readonly<Record<MacroKind, number>> = { function: 0, attribute: 1, derive: 2 };

/** The input message of docs/contracts.md §2 for a request. */
export function inputMessage(request: ExpandRequest): Uint8Array {
  const attrDisplay = Buffer.from(request.attrDisplay);
  const inputDisplay = Buffer.from(request.inputDisplay);
  return Buffer.concat([
    Uint8Array.of(kindCodes[request.kind], ...leb128(request.function), request.positions === undefined ? 0 : 1),
    request.attr,
    request.input,
    Uint8Array.from(leb128(attrDisplay.length)),
    attrDisplay,
    Uint8Array.from(leb128(inputDisplay.length)),
    inputDisplay,
    ...(request.positions === undefined ? [] : [request.positions]),
  ]);
}

/** Unsigned LEB128 of a u32. */
export function leb128(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}
