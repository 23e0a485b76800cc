/**
 * How much room a source file takes in the compiler's source map: its bytes, but for a byte order mark and for
 * the carriage returns of its line ends, which rustc takes out before anything else.
 */
export function rootLength(content: Buffer): number {
  return countedRoot(content).length;
}

/** These bytes, as a character each. */
export function countedRoot(content: Buffer): string {
  return content.toString("latin1").replace(/^\xef\xbb\xbf/, "").replaceAll("\r\n", "\n");
}
