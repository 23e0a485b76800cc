/** A text in single quotes, for a POSIX shell, in which a quote inside ends them. */
export function inSingleQuotes(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
