/**
 * Takes out of `-Zunpretty=expanded,hygiene` what names no part of the program: the numbers of symbols, which
 * count all texts that the compiler has met, those inside a macro's own machinery included. What stays is the
 * syntax context of each identifier, and the tables of expansions and contexts at the end.
 * The printer breaks lines by the width of what it prints, numbers included; so lines are made anew, one for each
 * identifier.
 */
export function normaliseHygiene(text: string): string {
  const tables = text.lastIndexOf("/*\nExpansions:");
  const code = tables < 0 ? text : text.slice(0, tables);
  const lines = code.replace(/\s+/g, " ").replace(/ ?\/\* \d+#(\d+) \*\/ ?/g, " #$1\n");
  return lines + text.slice(code.length);
}
