import { toVirtual, type VirtualPlaces, WireReader, WireWriter } from "#format";

/**
 * The positions of docs/contracts.md §1.3 as a macro may see them: with virtual paths in place of absolute
 * ones. Throws WireError.
 */
export function virtualPositions(positions: Uint8Array, places: VirtualPlaces): Uint8Array {
  const reader = new WireReader(positions);
  const names = Array.from({ length: reader.u() }, () => [reader.string(), reader.string()] as const);
  if (!names.flat().some((name) => toVirtual(name, places) !== undefined)) return positions;
  const header = new WireWriter();
  header.u(names.length);
  for (const name of names.flat()) header.string(toVirtual(name, places) ?? name);
  return Buffer.concat([header.finish(), positions.subarray(reader.offset)]);
}
