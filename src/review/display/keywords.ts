/** Whether a word is one of Rust's, also where it is one only in its place (`union`). */
export function isKeyword(word: string): boolean {
  return keywords.has(word);
}

const keywords: ReadonlySet<string> = new Set(
  (
    "as async await break const continue crate dyn else enum extern false fn for gen if impl in let loop macro_rules " +
    "match mod move mut pub ref return self Self static struct super trait true try type union unsafe use where while yield $crate"
  ).split(" "),
);
