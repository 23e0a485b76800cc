/**
 * Takes out of `-Zunpretty=expanded,hygiene` what names no part of the program: the numbers of symbols, which
 * count all texts that the compiler has met, those inside a macro's own machinery included. What stays is the
 * syntax context of each identifier, and the tables of expansions and contexts at the end.
 */
export function normaliseHygiene(text: string): string {
  return text.replace(/\/\* (\d+)#(\d+) \*\//g, "/* #$2 */");
}
