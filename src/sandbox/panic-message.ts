/**
 * Reads the body of an output message with status 1 (docs/contracts.md §2): the panic's message, and where
 * it happened as `file:line:column`. Undefined when it is malformed.
 */
export function readPanic(body: Uint8Array): { message: string; location: string | undefined } | undefined {
  let at = 0;
  const number = (): number | undefined => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = body[at++];
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  const text = (): string | undefined => {
    const length = number();
    if (length === undefined || length > body.length - at) return undefined;
    at += length;
    const shown = new TextDecoder().decode(body.subarray(at - length, at - length + Math.min(length, longestText)));
    return length > longestText ? `${shown}… (the rest was dropped)` : shown;
  };
  const message = text();
  const file = text();
  const line = number();
  const column = number();
  if (message === undefined || file === undefined || line === undefined || column === undefined) return undefined;
  return { message, location: file === "" ? undefined : `${file}:${line}:${column}` };
}

/** Bytes of a message that anybody would read. */
const longestText = 65_536;
