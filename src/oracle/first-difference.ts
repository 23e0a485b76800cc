/** Where two buffers that are not equal first differ; the shorter one's length where it is the beginning of the other. */
export function firstDifference(a: Buffer, b: Buffer): number {
  let [low, high] = [0, Math.min(a.length, b.length)];
  // The native comparison is a hundred times faster than a loop over bytes.
  while (low < high) {
    const middle = (low + high) >> 1;
    if (a.subarray(low, middle + 1).equals(b.subarray(low, middle + 1))) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The line that a byte is on, from 1, and its text; undefined beyond the end. */
export function lineAt(text: Buffer, offset: number): { readonly number: number; readonly text: string | undefined } {
  const lineFeed = 10;
  const start = offset === 0 ? 0 : text.lastIndexOf(lineFeed, offset - 1) + 1;
  let number = 1;
  for (let at = text.indexOf(lineFeed); at !== -1 && at < start; at = text.indexOf(lineFeed, at + 1)) number++;
  const end = text.indexOf(lineFeed, start);
  return { number, text: start < text.length ? text.toString("utf8", start, end === -1 ? undefined : end) : undefined };
}
