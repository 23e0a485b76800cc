import { checkMetadata } from "./check-metadata.ts";
import { cacheVersion, type EntryMetadata, largestExpansion, metadataKeys } from "./entry-metadata.ts";
import { sha256 } from "./hash.ts";
import { isRecord, onOneLine, strictJsonProblem } from "./json-text.ts";

/** A cache entry: docs/format.md. Texts are without section escaping and without their last line feed. */
export interface Entry {
  readonly metadata: Omit<EntryMetadata, "checksum">;
  readonly invocation: string;
  readonly expansion: string;
  /** Line of the file, 1-based, on which the expansion begins. `printEntry` ignores it. */
  readonly expansionLine?: number | undefined;
}

export type ParsedEntry =
  | { readonly kind: "entry"; readonly entry: Entry }
  /** Not an entry at all, or one with a part that cannot be read. */
  | { readonly kind: "damaged"; readonly problem: string; readonly line: number }
  /** Written by a later version of the format, which this program cannot read. */
  | { readonly kind: "newer"; readonly version: number; readonly line: number }
  /** Readable, but it is not what was written: its checksum is another. */
  | {
      readonly kind: "edited";
      readonly entry: Entry;
      readonly recorded: string;
      readonly actual: string;
      /** Line of the `checksum` key. */
      readonly line: number;
    };

/** Reads the text of an entry file. The expansion is not lexed; `readExpansion` does that. */
export function parseEntry(text: string): ParsedEntry {
  const damaged = (problem: string, line: number): ParsedEntry => ({ kind: "damaged", problem, line });
  const lines = text.split("\n");
  const separators = lines.flatMap((line, index) => (line === separator ? [index] : []));
  const [first, second, third] = separators;
  const metadataText = lines.slice(0, first ?? lines.length).join("\n");

  let json: unknown;
  try {
    json = JSON.parse(metadataText);
  } catch (error) {
    if (lines.some((line) => line === `${separator}\r`)) return damaged("the file has CRLF line ends; entries have LF", 1);
    const { message, line } = jsonProblem(error, metadataText);
    return damaged(`the metadata is not JSON: ${message}`, line);
  }
  const strict = strictJsonProblem(metadataText);
  if (strict !== undefined) {
    const line = metadataText.slice(0, strict.offset).split("\n").length;
    return damaged(`the metadata is not JSON: ${strict.message}`, line);
  }
  if (!isRecord(json)) return damaged("the metadata is not a JSON object", 1);
  const lineOf = (key: string): number => {
    const index = lines.findIndex((line) => line.startsWith(`  ${JSON.stringify(key)}:`));
    return index < 0 || (first !== undefined && index > first) ? 1 : index + 1;
  };
  // A later version may have other keys and sections, so nothing else is looked at before its number.
  const version = json["rust_macro_cache_version"];
  if (typeof version === "number" && version > cacheVersion) {
    return { kind: "newer", version, line: lineOf("rust_macro_cache_version") };
  }
  const checked = checkMetadata(json);
  if (!checked.ok) return damaged(checked.problem, lineOf(checked.key));
  if (first === undefined || second === undefined) {
    return damaged(`${separators.length + 1} of 3 sections: lines of ${separator} separate them`, lines.length);
  }
  if (third !== undefined) return damaged(`a third line of ${separator}`, third + 1);
  if (lines.at(-1) !== "") return damaged("the last line does not end", lines.length);
  if (second === first + 1) return damaged("the invocation has no line", second + 1);
  if (second === lines.length - 2) return damaged("the expansion has no line", lines.length);

  const expansion = lines.slice(second + 1, -1).join("\n");
  if (expansion.length > largestExpansion / 3 && Buffer.byteLength(expansion) > largestExpansion) {
    return damaged("the expansion is larger than 64 MiB", second + 2);
  }

  const { checksum: recorded, ...metadata } = checked.metadata;
  const entry: Entry = {
    metadata,
    invocation: unescapeSection(lines.slice(first + 1, second).join("\n")),
    expansion: unescapeSection(expansion),
    expansionLine: second + 2,
  };
  const actual = entryChecksum(text);
  if (actual !== recorded) return { kind: "edited", entry, recorded, actual, line: lineOf("checksum") };
  return { kind: "entry", entry };
}

/** The text of an entry file, with its checksum. */
export function printEntry({ metadata, invocation, expansion }: Entry): string {
  const sections = [separator, escapeSection(invocation), separator, escapeSection(expansion), ""].join("\n");
  const keys = metadataKeys.flatMap((key) => {
    const value = key === "checksum" ? undefined : metadata[key];
    return value === undefined ? [] : [`  ${JSON.stringify(key)}: ${printValue(key, value)},\n`];
  });
  const before = `{\n${keys.join("")}`;
  const after = `}\n${sections}`;
  return `${before}  "checksum": "${sha256(before, after)}"\n${after}`;
}

/** The checksum that the text of an entry should carry: of all but the metadata's line with the checksum. */
export function entryChecksum(text: string): string {
  const end = text.indexOf(`\n${separator}\n`);
  const start = text.lastIndexOf(`\n  "checksum": `, end < 0 ? text.length : end) + 1;
  if (start === 0) return sha256(text);
  return sha256(text.slice(0, start), text.slice(text.indexOf("\n", start) + 1));
}

/** Keeps lines of the text from being taken for separators: docs/format.md §1. */
export function escapeSection(text: string): string {
  return text.replace(/(?<=^|\n)§{2,}(?=\n|$)/g, "$&§");
}

export function unescapeSection(text: string): string {
  return text.replace(/(?<=^|\n)§(§{2,})(?=\n|$)/g, "$1");
}

const separator = "§§";

function printValue(key: keyof EntryMetadata, value: unknown): string {
  if (key === "scopes" || key === "depends") return printObject(value as Record<string, unknown>, "  ", key);
  return onOneLine(value);
}

/** An object with a key on a line. Inside `scopes` each value stays on its line; `depends` has an object inside. */
function printObject(object: Readonly<Record<string, unknown>>, indentation: string, name: string): string {
  const inner = `${indentation}  `;
  const lines = Object.entries(object).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const nested = name === "depends" && isRecord(value);
    return [`${inner}${JSON.stringify(key)}: ${nested ? printObject(value, inner, key) : onOneLine(value)}`];
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${indentation}}`;
}

/** V8 names the place of a JSON error as "at position N" or, where it knows a better text, as line and column. */
function jsonProblem(error: unknown, text: string): { message: string; line: number } {
  const message = error instanceof Error ? error.message : String(error);
  const position = /at position (\d+)/.exec(message)?.[1];
  const line = position === undefined ? 1 : text.slice(0, Number(position)).split("\n").length;
  return { message: message.replace(/ in JSON at position.*$| \(line \d+ column \d+\)$/s, ""), line };
}
