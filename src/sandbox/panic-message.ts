import { WireError, WireReader } from "#format";

/**
 * Reads the body of an output message with status 1 (docs/contracts.md §2): the panic's message, and where
 * it happened as `file:line:column`. Undefined when it is malformed.
 */
export function readPanic(body: Uint8Array): { message: string; location: string | undefined } | undefined {
  const reader = new WireReader(body);
  const text = (): string => {
    const bytes = reader.bytes(reader.u());
    const shown = new TextDecoder().decode(bytes.subarray(0, longestText));
    return bytes.length > longestText ? `${shown}… (the rest was dropped)` : shown;
  };
  try {
    const message = text();
    const file = text();
    const place = `${file}:${reader.u()}:${reader.u()}`;
    return { message, location: file === "" ? undefined : place };
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** Bytes of a message that anybody would read. */
const longestText = 65_536;
