/** One `[[package]]` of Cargo.lock. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** With the precise revision of a git source behind `#`; null for a path package. */
  readonly source: string | null;
  readonly checksum: string | null;
  /** Names of what it may depend on, on any platform and with any of the features that something turns on. */
  readonly dependencies: readonly string[];
}

/**
 * Reads the packages of a Cargo.lock. cargo writes the file itself, one key on a line, so a reader
 * of that form is enough; anything else in it is passed over.
 */
export function parseCargoLock(text: string): LockedPackage[] {
  const blocks = text.split(/^\[\[package\]\]$/m).slice(1);
  return blocks.map((block) => {
    const own = block.split(/^\[/m, 1)[0] ?? "";
    const value = (key: string): string | null => new RegExp(`^${key} = "([^"]*)"`, "m").exec(own)?.[1] ?? null;
    const list = /^dependencies = \[\n([^\]]*)\]/m.exec(own)?.[1] ?? "";
    const dependencies = [...list.matchAll(/"([^" ]+)[^"]*"/g)].map((match) => match[1] ?? "");
    return { name: value("name") ?? "", version: value("version") ?? "", source: value("source"), checksum: value("checksum"), dependencies };
  });
}
