/**
 * Whether a text is what a pattern says: `*` is any run of characters, also of `/`, and `?` is one character.
 * Takes time in proportion to both lengths, whatever the pattern.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[next] === "*") {
      star = next++;
      resume = at;
    } else if (next < pattern.length && (pattern[next] === "?" || pattern[next] === text[at])) {
      at++;
      next++;
    } else if (star >= 0) {
      // The last star takes one character more; earlier stars need no second try.
      next = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[next] === "*") next++;
  return next === pattern.length;
}
