import { invocationKey, type TokenTree, WireReader, WireWriter } from "#format";
import type { MacroKind } from "#sandbox";

/** A request with its length in front, as it goes over the socket. */
export function framed(payload: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(payload.length);
  return Buffer.concat([length, payload]);
}

export function helloMessage(crate = "demo", environment: Record<string, string> = {}, directory = "/p"): Uint8Array {
  const writer = new WireWriter();
  writer.u8(1);
  writer.u8(2);
  for (const text of [crate, directory, directory]) writer.string(text);
  const entries = Object.entries(environment);
  writer.u(entries.length);
  for (const [name, value] of entries) {
    writer.string(name);
    writer.string(value);
  }
  return writer.finish();
}

export interface ExpandMessage {
  readonly kind?: MacroKind;
  readonly item?: string;
  readonly name?: string;
  readonly input?: readonly TokenTree[];
  readonly attr?: readonly TokenTree[];
  readonly key?: string;
  readonly state?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endColumn?: number;
  readonly contexts?: readonly (readonly [number, number, number])[];
  readonly positions?: Uint8Array;
}

export function expandMessage(message: ExpandMessage = {}): Uint8Array {
  const { kind = "function", item = "demo_0123456789ab", name = "m", input = [], attr = [], file = "src/lib.rs", line = 1, column = 1 } = message;
  const wire = (trees: readonly TokenTree[]): Uint8Array => {
    const stream = new WireWriter();
    stream.inputStream(trees);
    return stream.finish();
  };
  const key = message.key ?? invocationKey(`${item}::${name}`, kind, wire(attr), wire(input));
  const writer = new WireWriter();
  writer.u8(2);
  writer.string(item);
  writer.string(name);
  writer.u8(["function", "attribute", "derive"].indexOf(kind));
  writer.bytes(Buffer.from(key.slice("sha256:".length), "hex"));
  writer.string(message.state ?? "sha256:0");
  writer.string(file);
  writer.string(file);
  for (const number of [line, column, line, message.endColumn ?? column]) writer.u(number);
  writer.string("");
  writer.bytes(wire(attr));
  writer.bytes(wire(input));
  writer.string("");
  writer.string("");
  const contexts = message.contexts ?? [];
  writer.u(contexts.length);
  for (const numbers of contexts) for (const number of numbers) writer.u(number);
  writer.u8(0);
  writer.u8(message.positions === undefined ? 0 : 1);
  if (message.positions !== undefined) writer.bytes(message.positions);
  return writer.finish();
}

/** The answer's type, and the strings that follow it. */
export function readAnswer(payload: Uint8Array): { type: number; strings: string[] } {
  const reader = new WireReader(payload);
  const type = reader.u8();
  if (type === 3 || type === 5) return { type, strings: [] };
  if (type === 4) return { type, strings: [reader.string(), reader.string()] };
  if (type !== 2) return { type, strings: [reader.string()] };
  const strings = [reader.string(), reader.string()];
  const notes = Array.from({ length: reader.u() }, () => reader.string());
  return { type, strings: [...strings, ...notes, reader.string()] };
}
