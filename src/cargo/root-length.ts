/**
 * How much room a source file takes in the compiler's source map: its bytes, but for a byte order mark and for
 * the carriage returns of its line ends, which rustc takes out before anything else.
 */
export function rootLength(content: Buffer): number {
  let length = content.length;
  if (content.length >= 3 && content.readUIntBE(0, 3) === 0xefbbbf) length -= 3;
  for (let at = content.indexOf("\r\n"); at >= 0; at = content.indexOf("\r\n", at + 2)) length--;
  return length;
}
