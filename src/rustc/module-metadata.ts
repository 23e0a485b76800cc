import { SilcrowError } from "#diagnostics";
import { type MacroCrateRecord, WireError, WireReader, WireWriter } from "#format";

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
const compileIt = "compile the macro with `silcrow rustc --crate-type proc-macro --target wasm32-macro`";

/** The module with the section behind all others. */
export function withMetadata(module: Uint8Array, metadata: ModuleMetadata): Uint8Array {
  const section = new WireWriter();
  section.string(sectionName);
  section.bytes(Buffer.from(JSON.stringify(metadata)));
  const content = section.finish();
  const writer = new WireWriter();
  writer.bytes(module);
  writer.u8(0);
  writer.u(content.length);
  writer.bytes(content);
  return writer.finish();
}

/** Throws SC0305 when the file is no macro module that `silcrow rustc` made. */
export function readMetadata(path: string, bytes: Uint8Array): ModuleMetadata {
  const text = customSection(bytes, sectionName);
  if (text === undefined) {
    throw new SilcrowError("SC0305", `${path} is no macro module`, {
      notes: [`it has no section "${sectionName}"`],
      help: compileIt,
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (!isMetadata(json)) throw new SilcrowError("SC0305", `${path} has a section "${sectionName}" that cannot be read`, { help: compileIt });
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
  const reader = new WireReader(bytes);
  try {
    if (reader.u32() !== 0x6d73_6100) return undefined;
    reader.u32();
    while (!reader.atEnd) {
      const number = reader.u8();
      const section = reader.bytes(reader.u());
      if (number !== 0) continue;
      const custom = new WireReader(section);
      if (custom.string() === wanted) return Buffer.from(section.subarray(custom.offset)).toString();
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  return undefined;
}
