import { codes, SilcrowError } from "#diagnostics";
import { macroKindCodes, type TokenTree, WireError, WireReader, WireWriter } from "#format";
import type { MacroKind, SpanContext } from "#sandbox";
import type { Position } from "#source";

/** What a shim tells about the rustc that it runs in, first of all. */
export interface Hello {
  readonly type: "hello";
  /** Folder of the crate below the cache directory. */
  readonly crateDirectory: string;
  readonly cwd: string;
  readonly manifestDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Places of the first and last token of a macro's input, when it has any. */
export interface InputExtent {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** One invocation that the cache does not answer. */
export interface Expand {
  readonly type: "expand";
  readonly macroCrateItem: string;
  readonly macroName: string;
  readonly kind: MacroKind;
  /** The shim's key, `sha256:…`. */
  readonly key: string;
  /** Hash over the invocations of the macro crate before this one, `sha256:…`. */
  readonly state: string;
  /** As rustc names the file; `localFile` is empty when it is no file on disk. */
  readonly file: string;
  readonly localFile: string;
  readonly callStart: Position;
  readonly callEnd: Position;
  readonly callSource: string;
  /** Wire streams, and what they hold. */
  readonly attrWire: Uint8Array;
  readonly inputWire: Uint8Array;
  readonly attr: readonly TokenTree[];
  readonly input: readonly TokenTree[];
  readonly attrDisplay: string;
  readonly inputDisplay: string;
  /** For ids 0, 1, 4 … N-1. */
  readonly spanContexts: readonly SpanContext[];
  readonly inputExtent: InputExtent | undefined;
  readonly positions: Uint8Array | undefined;
}

/** An invocation that the cache answered, in a compilation in which it did not answer all of the macro crate. */
export type Note = Pick<Expand, "macroCrateItem" | "macroName" | "kind" | "key" | "attrWire" | "inputWire" | "attrDisplay" | "inputDisplay" | "positions"> & {
  readonly type: "note";
};

/** A wrapper has compiled a macro crate for the sandbox. */
export interface ModuleBuilt {
  readonly type: "module-built";
  readonly unitId: string;
  readonly module: string;
}

/** A wrapper's compiler has ended: the entries that it was answered from shall be there when the wrapper notes them. */
export interface EntriesWritten {
  readonly type: "entries-written";
  readonly paths: readonly string[];
}

export type HostRequest = Hello | Expand | Note | ModuleBuilt | EntriesWritten;

export type HostAnswer =
  | { readonly kind: "entry"; readonly path: string }
  /** The file is not there yet. The text is what it will say, with the expansion on one line. */
  | { readonly kind: "text"; readonly path: string; readonly text: string }
  | { readonly kind: "written" }
  | { readonly kind: "panic"; readonly message: string }
  | { readonly kind: "error"; readonly code: string; readonly message: string; readonly notes: readonly string[]; readonly help: string }
  | { readonly kind: "positions-wanted" }
  | { readonly kind: "shim"; readonly root: string };

export const protocolVersion = 2;

/** Reads a request's payload (docs/contracts.md §5). Throws WireError when it is none, SC0109 for another version. */
export function decodeRequest(payload: Uint8Array): HostRequest {
  const reader = new WireReader(payload);
  const type = reader.u8();
  switch (type) {
    case 1:
      return decodeHello(reader);
    case 2:
      return decodeExpand(reader, payload);
    case 4:
      return { type: "module-built", unitId: reader.string(), module: reader.string() };
    case 5: {
      const count = reader.u();
      if (count > payload.length) throw new WireError(`${count} paths`, reader.offset);
      return { type: "entries-written", paths: Array.from({ length: count }, () => reader.string()) };
    }
    case 6:
      return decodeNote(reader, payload);
    default:
      throw new WireError(`an unknown request ${type}`, 0);
  }
}

function decodeHello(reader: WireReader): Hello {
  const version = reader.u8();
  if (version !== protocolVersion) {
    throw new SilcrowError("SC0109", `the shim has version ${version} of the protocol, and the program ${protocolVersion}`, { help: codes.SC0109.help });
  }
  const crateDirectory = reader.string();
  const cwd = reader.string();
  const manifestDirectory = reader.string();
  const environment: Record<string, string> = Object.create(null) as Record<string, string>;
  const count = reader.u();
  for (let index = 0; index < count; index += 1) environment[reader.string()] = reader.string();
  return { type: "hello", crateDirectory, cwd, manifestDirectory, environment };
}

function decodeExpand(reader: WireReader, payload: Uint8Array): Expand {
  const macroCrateItem = reader.string();
  const macroName = reader.string();
  const kind = decodeKind(reader);
  const key = `sha256:${Buffer.from(reader.bytes(32)).toString("hex")}`;
  const state = reader.string();
  const file = reader.string();
  const localFile = reader.string();
  const callStart = decodePosition(reader);
  const callEnd = decodePosition(reader);
  const callSource = reader.string();
  const attrAt = reader.offset;
  const attr = reader.inputStream();
  const inputAt = reader.offset;
  const input = reader.inputStream();
  const inputEnd = reader.offset;
  const attrDisplay = reader.string();
  const inputDisplay = reader.string();
  const contexts = reader.u();
  if (contexts * 3 > payload.length) throw new WireError(`${contexts} spans`, reader.offset);
  const spanContexts = Array.from({ length: contexts }, () => ({ context: reader.u(), lo: reader.u(), hi: reader.u() }));
  const inputExtent = reader.u8() === 0 ? undefined : decodeExtent(reader);
  const positions = reader.u8() === 0 ? undefined : payload.slice(reader.offset);
  return {
    type: "expand",
    macroCrateItem,
    macroName,
    kind,
    key,
    state,
    file,
    localFile,
    callStart,
    callEnd,
    callSource,
    attrWire: payload.slice(attrAt, inputAt),
    inputWire: payload.slice(inputAt, inputEnd),
    attr,
    input,
    attrDisplay,
    inputDisplay,
    spanContexts,
    inputExtent,
    positions,
  };
}

function decodeNote(reader: WireReader, payload: Uint8Array): Note {
  const macroCrateItem = reader.string();
  const macroName = reader.string();
  const kind = decodeKind(reader);
  const key = `sha256:${Buffer.from(reader.bytes(32)).toString("hex")}`;
  const attrAt = reader.offset;
  reader.inputStream();
  const inputAt = reader.offset;
  reader.inputStream();
  const inputEnd = reader.offset;
  const [attrDisplay, inputDisplay] = [reader.string(), reader.string()];
  const positions = reader.u8() === 0 ? undefined : payload.slice(reader.offset);
  return {
    type: "note",
    macroCrateItem,
    macroName,
    kind,
    key,
    attrWire: payload.slice(attrAt, inputAt),
    inputWire: payload.slice(inputAt, inputEnd),
    attrDisplay,
    inputDisplay,
    positions,
  };
}

function decodeKind(reader: WireReader): MacroKind {
  const kind = macroKindCodes[reader.u8()];
  if (kind === undefined) throw new WireError("an unknown kind of macro", reader.offset);
  return kind;
}

function decodePosition(reader: WireReader): Position {
  return { line: reader.u(), column: reader.u() };
}

function decodeExtent(reader: WireReader): InputExtent {
  const start = decodePosition(reader);
  const end = decodePosition(reader);
  return { start, end, file: reader.string() };
}

/** The payload of an answer. */
export function encodeAnswer(answer: HostAnswer): Uint8Array {
  const writer = new WireWriter();
  switch (answer.kind) {
    case "entry":
      writer.u8(0);
      writer.string(answer.path);
      break;
    case "shim":
      writer.u8(0);
      writer.string(answer.root);
      break;
    case "panic":
      writer.u8(1);
      writer.string(answer.message);
      break;
    case "error":
      writer.u8(2);
      writer.string(answer.code);
      writer.string(answer.message);
      writer.u(answer.notes.length);
      for (const note of answer.notes) writer.string(note);
      writer.string(answer.help);
      break;
    case "positions-wanted":
      writer.u8(3);
      break;
    case "text":
      writer.u8(4);
      writer.string(answer.path);
      writer.string(answer.text);
      break;
    case "written":
      writer.u8(5);
      break;
  }
  return writer.finish();
}
