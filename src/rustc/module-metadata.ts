import { SilcrowError } from "#diagnostics";
import type { MacroCrateRecord } from "#format";

/** What a macro module that `silcrow rustc` made says about itself, in its custom section `silcrow`. */
export interface ModuleMetadata {
  readonly crate_name: string;
  readonly package: string;
  readonly version: string;
  readonly edition: MacroCrateRecord["edition"];
  readonly macro_hash: string;
  readonly features: readonly string[];
  /** Bytes of the crate's root file. */
  readonly root_length: number;
  readonly abi: number;
}

const sectionName = "silcrow";

/** The module with the section behind all others. */
export function withMetadata(module: Uint8Array, metadata: ModuleMetadata): Uint8Array {
  const name = Buffer.from(sectionName);
  const content = Buffer.concat([Buffer.from([name.length]), name, Buffer.from(JSON.stringify(metadata))]);
  return Buffer.concat([module, Buffer.from([0, ...leb128(content.length)]), content]);
}

/** Throws SC0305 when the file is no macro module that `silcrow rustc` made. */
export function readMetadata(path: string, bytes: Uint8Array): ModuleMetadata {
  const text = customSection(bytes, sectionName);
  if (text === undefined) {
    throw new SilcrowError("SC0305", `${path} is no macro module`, {
      notes: [`it has no section "${sectionName}"`],
      help: "compile the macro with `silcrow rustc --crate-type proc-macro --target wasm32-macro`",
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (!isMetadata(json)) throw new SilcrowError("SC0305", `${path} has a section "${sectionName}" that cannot be read`);
  return json;
}

function isMetadata(json: unknown): json is ModuleMetadata {
  if (typeof json !== "object" || json === null) return false;
  const record = json as Record<string, unknown>;
  const isName = (key: string, pattern: RegExp): boolean => typeof record[key] === "string" && pattern.test(record[key]);
  return (
    isName("crate_name", /^[\p{XID_Start}_]\p{XID_Continue}*$/u) &&
    isName("package", /^\S+$/) &&
    isName("version", /^\d+\.\d+\.\d+$/) &&
    isName("edition", /^(?:2015|2018|2021|2024)$/) &&
    isName("macro_hash", /^sha256:[0-9a-f]{64}$/) &&
    Array.isArray(record["features"]) &&
    record["features"].every((feature) => typeof feature === "string") &&
    Number.isSafeInteger(record["root_length"]) &&
    record["abi"] === 1
  );
}

/** Text of a custom section of a WebAssembly module, undefined when there is none or the file is no module. */
function customSection(bytes: Uint8Array, wanted: string): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 8 || buffer.readUInt32LE(0) !== 0x6d73_6100) return undefined;
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = buffer[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Number.POSITIVE_INFINITY;
  };
  while (at < buffer.length) {
    const id = buffer[at];
    at += 1;
    const end = number() + at;
    if (end > buffer.length) return undefined;
    if (id === 0) {
      const length = number();
      if (buffer.toString("utf8", at, at + length) === wanted) return buffer.toString("utf8", at + length, end);
    }
    at = end;
  }
  return undefined;
}

function leb128(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
