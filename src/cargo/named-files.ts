import type { ScannedSource } from "#source";

/** A file that a source file names for the compiler. */
export interface NamedFile {
  readonly by: "include" | "include_str" | "include_bytes" | "path";
  /** Where the name of the macro or attribute begins. */
  readonly start: number;
  /** Whether that is at the top of the file, in no brackets. */
  readonly atTop: boolean;
  /** The path, from the folder of the source file; undefined where it is below the package's. */
  readonly path: string | undefined;
  /** What stands behind `env!("CARGO_MANIFEST_DIR")`. */
  readonly below: string | undefined;
}

/**
 * The files that a source names in `include!("…")`, `include_str!`, `include_bytes!` and `#[path = "…"]`, or with
 * `concat!(env!("CARGO_MANIFEST_DIR"), "…")` in place of the text. The source has a byte for each character.
 */
export function namedFiles({ text, count, start, end, partner, parent }: ScannedSource): NamedFile[] {
  const textOf = (token: number) => (token < count ? text.slice(start[token], end[token]) : "");
  const found: NamedFile[] = [];
  for (let token = 0; token + 2 < count; token++) {
    const by = words.find((word) => textOf(token) === word);
    if (by === undefined) continue;
    const isAttribute = by === "path";
    if (isAttribute ? textOf(token - 1) !== "[" || textOf(token + 1) !== "=" : textOf(token + 1) !== "!") continue;
    const last = isAttribute ? token + 3 : (partner[token + 2] ?? 0);
    const inside = Array.from({ length: Math.max(last - token - (isAttribute ? 2 : 3), 0) }, (_, index) => textOf(token + (isAttribute ? 2 : 3) + index)).join(" ");
    const [, path] = /^"([^"\\]*)"(?: ,)?$/.exec(inside) ?? [];
    const [, below] = /^concat ! [([{] env ! [([{] "CARGO_MANIFEST_DIR"(?: ,)? [)\]}] , "([^"\\]*)"(?: ,)? [)\]}](?: ,)?$/.exec(inside) ?? [];
    if (path === undefined && below === undefined) continue;
    found.push({ by, start: start[token] as number, atTop: parent[token] === -1, path: utf8(path), below: utf8(below) });
  }
  return found;
}

const words = ["include", "include_str", "include_bytes", "path"] as const;

function utf8(bytes: string | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes, "latin1").toString();
}
