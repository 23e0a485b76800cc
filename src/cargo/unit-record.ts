/** What the wrapper noted about a unit that it made (rust/wrapper/record.rs). */
export interface UnitRecord {
  readonly signature: string;
  readonly stamp: string;
  readonly action: string;
  readonly outputs: readonly string[];
  /** The cache directory at that time; undefined when the unit uses none. */
  readonly cacheDirectory: string | undefined;
  readonly entries: readonly RecordedEntry[];
  readonly variables: readonly RecordedVariable[];
  readonly paths: readonly RecordedPath[];
}

/** A file or folder that an entry depends on. */
export interface RecordedPath {
  readonly path: string;
  /** What was there, as `pathState` says it. */
  readonly state: string;
}

export interface RecordedEntry {
  readonly path: string;
  /** Nanoseconds since 1970, or 0n when it changed while it was read. */
  readonly modified: bigint;
  readonly size: bigint;
}

export interface RecordedVariable {
  readonly name: string;
  /** FNV-1a-64 of the value in 16 hex digits, or `-` when it was unset. */
  readonly state: string;
}

/** undefined for a file that is not a record of this version. */
export function parseUnitRecord(text: string): UnitRecord | undefined {
  const lines = text.split("\n").filter((line) => line !== "").map((line) => line.split("\t"));
  if (lines[0]?.join("\t") !== "silcrow-unit\t1") return undefined;
  const all = (name: string) => lines.filter((fields) => fields[0] === name).map((fields) => fields.slice(1));
  const one = (name: string) => all(name)[0]?.join("\t");
  const [signature, stamp, action] = [one("signature"), one("stamp"), one("action")];
  if (signature === undefined || stamp === undefined || action === undefined) return undefined;
  const number = (digits: string | undefined) => (/^\d+$/.test(digits ?? "") ? BigInt(digits as string) : 0n);
  return {
    signature,
    stamp,
    action,
    outputs: all("output").map(([path = ""]) => path),
    cacheDirectory: one("cache"),
    entries: all("entry").map(([path = "", modified, size]) => ({ path, modified: number(modified), size: number(size) })),
    paths: all("path").map(([path = "", state = ""]) => ({ path, state })),
    variables: all("env").map(([name = "", state = "-"]) => ({ name, state })),
  };
}
