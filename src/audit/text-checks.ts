/** Characters of a literal, and of a line, before it counts as very long. */
export const longestLiteral = 2048;
export const longestLine = 600;

/** A stretch of a text, in UTF-16 offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Lines that are very long, up to that length; what is left of literals that are very long themselves. */
export function longLines(text: string): Stretch[] {
  const found: Stretch[] = [];
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    if (end - start > longestLine) found.push({ start, end });
    start = end + 1;
  }
  return found;
}

/** Every mark that turns the direction of text around, one by one. */
export function bidirectionalMarks(text: string): Stretch[] {
  return stretches(text, bidirectional);
}

/** Runs of characters that are not shown. A joiner and the signs beside it are at home within an emoji. */
export function invisibleCharacters(text: string): Stretch[] {
  return stretches(text, invisible);
}

function stretches(text: string, characters: RegExp): Stretch[] {
  return Array.from(text.matchAll(characters), ({ index, 0: found }) => ({ start: index, end: index + found.length }));
}

const bidirectional = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

// Unicode's default ignorables and control characters, without the directional marks, tab and line feed, the
// variation selectors and joiners that emoji and some scripts are written with.
const invisible =
  /(?:[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u2028\u2029\u2060-\u2065\u206A-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\p{L}\p{M}]\uFE0F?)[\u200C\u200D]|(?<=[\x00-\x7F])[\u200C\u200D]|(?<=[\x00-\x22\x24-\x29\x2B-\x2F\x3A-\x7F])\uFE0F)+/gu;
