import { type EntryMetadata, largestExpansion, metadataKeys } from "./entry-metadata.ts";
import { isRecord } from "./json-text.ts";
import { decodeSpanMap } from "./span-map.ts";
import { isAboveRoots, isBelowRoot, virtualRootNames } from "./virtual-paths.ts";

export type CheckedMetadata =
  | { readonly ok: true; readonly metadata: EntryMetadata }
  | { readonly ok: false; readonly key: string; readonly problem: string };

/** Checks the parsed JSON of an entry's first section. Keys that are not known are passed over. */
export function checkMetadata(json: Readonly<Record<string, unknown>>): CheckedMetadata {
  const metadata: Record<string, unknown> = {};
  for (const key of metadataKeys) {
    const value = Object.hasOwn(json, key) ? json[key] : undefined;
    if (value === undefined) {
      if (optional.has(key)) continue;
      return { ok: false, key, problem: `the key "${key}" is missing` };
    }
    const expected = checks[key](value);
    if (expected !== undefined) return { ok: false, key, problem: `"${key}" must be ${expected}` };
    metadata[key] = value;
  }
  return { ok: true, metadata: metadata as unknown as EntryMetadata };
}

/** Answers what a value must be when it is something else. */
type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === "string" && value !== "" ? undefined : "a string that is not empty");
const hash: Check = matching(/^sha256:[0-9a-f]{64}$/, `"sha256:" and 64 lower-case hex digits`);
const naturalNumber: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : "an integer from 1";

const optional: ReadonlySet<string> = new Set(["macro_package", "source_file", "scopes", "depends", "virtual_paths", "parsed", "alone", "spans"]);

const checks: Readonly<Record<keyof EntryMetadata, Check>> = {
  rust_macro_cache_version: (value) => (value === 1 ? undefined : "1"),
  macro_kind: matching(/^(?:function|attribute|derive)$/, `"function", "attribute" or "derive"`),
  macro_item: text,
  macro_hash: hash,
  expand_crate: text,
  expand_module: text,
  expand_linenum: naturalNumber,
  "macro-frag-spec": text,
  targets: (value) => {
    const fine = value === "*" || (Array.isArray(value) && value.length > 0 && value.every((item) => !text(item)));
    return fine ? undefined : `"*" or an array of target triples`;
  },
  hash,
  macro_package: text,
  source_file: text,
  scopes: (value) => {
    const fine =
      isRecord(value) && Object.entries(value).every(([scope, what]) => /^[1-9][0-9]{0,8}$/.test(scope) && isScope(what));
    return fine ? undefined : `an object from scope numbers to "mixed_site" or {"input": "place"}`;
  },
  depends: (value) => {
    if (!isRecord(value)) return "an object";
    const { env, position, span_debug, source_text, cwd, files, directories, links, state, ...others } = value;
    // What is not known here cannot be checked here either.
    if (Object.keys(others).length > 0) return `an object of ${dependsKeys}`;
    if (env !== undefined && !(isRecord(env) && Object.values(env).every((item) => item === null || !hash(item)))) {
      return "an object whose env has hashes or null";
    }
    const isFile = (item: unknown) => item === null || item === "directory" || !hash(item);
    const isAbsent = ([path, item]: [string, unknown]) => item === null && isAboveRoots(path);
    const inRoots = isRecord(files) ? Object.fromEntries(Object.entries(files).filter((each) => !isAbsent(each))) : files;
    if (!isPathMap(inRoots, isFile)) return `an object whose files have virtual paths, and hashes, "directory" or null`;
    if (!isPathMap(directories, (item) => !hash(item))) return "an object whose directories have virtual paths and hashes";
    if (!isPathMap(links, (item) => !text(item))) return "an object whose links have virtual paths and targets";
    const fine = [position, span_debug, source_text, cwd, state].every((item) => item === undefined || !hash(item));
    return fine ? undefined : "an object of hashes";
  },
  virtual_paths: (value) => {
    const fine = Array.isArray(value) && value.length > 0 && value.every((item) => virtualRootNames.includes(item as string));
    return fine ? undefined : `an array of ${virtualRootNames.join(", ")}`;
  },
  parsed: (value) => {
    const fine = Array.isArray(value) && value.every(isParsedText);
    return fine ? undefined : `an array of "<length>:<16 hex digits>"`;
  },
  alone: (value) => {
    const fine = typeof value === "string" && /^(?:[g-z0-9+/]*[A-Za-f])*$/.test(value);
    return fine ? undefined : "base64 VLQ numbers";
  },
  spans: (value) => {
    if (typeof value !== "string") return "a string";
    const decoded = decodeSpanMap(value);
    return decoded.ok ? undefined : `a span map: ${decoded.problem}`;
  },
  checksum: hash,
};

const dependsKeys = "env, position, span_debug, source_text, cwd, files, directories, links and state";

function isPathMap(value: unknown, isItem: (item: unknown) => boolean): boolean {
  if (value === undefined) return true;
  return isRecord(value) && Object.entries(value).every(([path, item]) => isBelowRoot(path) && isItem(item));
}

/** Length and hash of a text, which is no longer than an expansion may be. */
function isParsedText(value: unknown): boolean {
  const length = typeof value === "string" ? /^(0|[1-9][0-9]{0,9}):[0-9a-f]{16}(?::(?:0|[1-9][0-9]{0,6})(?:\.(?:0|[1-9][0-9]{0,6})){3})?$/.exec(value)?.[1] : undefined;
  return length !== undefined && Number(length) <= largestExpansion;
}

function isScope(value: unknown): boolean {
  return value === "mixed_site" || (isRecord(value) && typeof value["input"] === "string");
}

function matching(pattern: RegExp, what: string): Check {
  return (value) => (typeof value === "string" && pattern.test(value) ? undefined : what);
}
