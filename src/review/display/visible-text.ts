/**
 * Text from macros and files as a reviewer must see it: what a terminal would obey, or not show, is written as
 * `\u{1b}`. Line feeds and tabs stay. Unlike `stripControl`, nothing is lost: in a review the escape sequence is
 * the finding.
 */
export function visibleText(text: string): string {
  return plain.test(text) ? text : text.replace(unseen, escapeChar);
}

/** As `visibleText`, for what must stay on its line: names and paths. */
export function visibleName(text: string): string {
  return visibleText(text).replace(/[\n\t]/g, escapeChar);
}

/** JSON whose strings carry nothing that a terminal would obey; it parses to the same value. */
export function visibleJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  if (plain.test(text)) return text;
  return text.replace(unseen, (char) =>
    Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** Columns that a text takes on a terminal; for alignment, not exact for every script. */
export function columnsOf(text: string): number {
  if (plain.test(text)) return text.length;
  let columns = 0;
  for (const char of text) columns += /\p{Mn}|\p{Me}|\u200D|\uFE0F/u.test(char) ? 0 : wide.test(char) ? 2 : 1;
  return columns;
}

const plain = /^[\n\t\x20-\x7E]*$/;

// C0 and C1, DEL, soft hyphen, the marks that reverse reading order ("trojan source"), the invisible ones, and tags.
// A joiner is at home between the parts of an emoji.
const unseen =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?)\u200D/gu;

const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;

function escapeChar(char: string): string {
  return `\\u{${char.codePointAt(0)!.toString(16)}}`;
}
