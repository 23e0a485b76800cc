import { macroKindCodes, WireWriter } from "#format";
import type { ExpandRequest } from "./types.ts";

/** The input message of docs/contracts.md §2 for a request. */
export function inputMessage(request: ExpandRequest): Uint8Array {
  const writer = new WireWriter();
  writer.u8(macroKindCodes.indexOf(request.kind));
  writer.u(request.function);
  writer.u8(request.positions === undefined ? 0 : 1);
  writer.bytes(request.attr);
  writer.bytes(request.input);
  writer.string(request.attrDisplay);
  writer.string(request.inputDisplay);
  if (request.positions !== undefined) writer.bytes(request.positions);
  return writer.finish();
}
