/**
 * What git and code hosts should know of a macro cache in `folder` (relative to the file, with `/`): its checksums
 * are of LF line ends; entries read like Rust in diffs and do not count as the project's own code; and two versions
 * of an entry merged line by line would be an entry that nobody expanded, so a conflict is left to `silcrow emit`.
 */
export function gitAttributes(folder: string): readonly string[] {
  const pattern = (glob: string) => (/[\s"]/.test(folder) ? JSON.stringify(`/${folder}/${glob}`) : `/${folder}/${glob}`);
  return [
    `${pattern("**")} text eol=lf`,
    `${pattern("**/*.rsm")} diff=rust -merge linguist-language=Rust -linguist-detectable`,
  ];
}

/** The text of a .gitattributes with the lines in it, and which of them it did not have. */
export function addLines(text: string, lines: readonly string[]): { readonly text: string; readonly added: readonly string[] } {
  const there = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const added = lines.filter((line) => !there.has(line));
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return { text: start + added.map((line) => `${line}\n`).join(""), added };
}
