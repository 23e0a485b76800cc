import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import {
  type EntryMetadata,
  lexExpansion,
  numberInput,
  printEntry,
  layOutExpansion,
  renderExpansion,
  sha256,
  WireWriter,
} from "#format";
import { FrameReader, frame } from "../../src/emit/frame-reader.ts";
import { decodeRequest, encodeAnswer, type Expand, type Hello, type HostAnswer } from "../../src/emit/host-protocol.ts";
import { observationHashes } from "../../src/emit/observation-hashes.ts";
import { answerText, literalsText, type MacroOutput, parsedForNothing, recordedMacros, structName } from "./recorded-macros.ts";

export const macroHash = `sha256:${"0".repeat(63)}1`;

export interface Recorder {
  readonly socket: string;
  readonly requests: readonly Expand[];
  readonly hellos: readonly Hello[];
  readonly close: () => Promise<void>;
}

/** A host of the test's own: answers Expand requests by writing entries below `cache`. */
export async function startRecorder(socket: string, cache: string): Promise<Recorder> {
  const requests: Expand[] = [];
  const hellos: Hello[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((connection) => {
    sockets.add(connection);
    const frames = new FrameReader();
    let hello: Hello | undefined;
    connection.on("error", () => connection.destroy());
    connection.on("data", (chunk) => {
      for (const payload of frames.push(chunk)) {
        const request = decodeRequest(payload);
        if (request.type === "hello") {
          hello = request;
          hellos.push(request);
        } else if (request.type === "expand") {
          requests.push(request);
          connection.write(frame(encodeAnswer(answer(request, hello!, cache))));
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    requests,
    hellos,
    close: () => {
      for (const connection of sockets) connection.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(request: Expand, hello: Hello, cache: string): HostAnswer {
  if (request.macroName === "boom") return { kind: "panic", message: "it went wrong" };
  if (request.macroName === "whereabouts" && request.positions === undefined) return { kind: "positions-wanted" };
  const numbering = numberInput(request.attr, request.input);
  const constant = (text: string, parsed: readonly string[]) => {
    const lexed = lexExpansion(text);
    if (!lexed.ok) throw new Error(lexed.problem.message);
    return { trees: lexed.trees, parsed };
  };
  let output: MacroOutput;
  let depends: EntryMetadata["depends"];
  switch (request.macroName) {
    case "Answer": {
      const text = answerText(structName(numbering.input));
      output = constant(text, [text]);
      break;
    }
    case "constants": {
      const text = numbering.input.length === 0 ? 'const FIRST: usize = 0x1_0 + r"r".len();' : "const SECOND: usize = 0x10;";
      output = constant(text, [...parsedForNothing, text]);
      break;
    }
    case "literals":
      output = constant(literalsText, [literalsText]);
      break;
    case "whereabouts":
      output = { trees: [{ kind: "literal", text: String(request.callStart.line), span: 0 }] };
      depends = { position: observationHashes(request.positions!, hello).position };
      break;
    default: {
      const twin = recordedMacros[request.macroName];
      if (twin === undefined) {
        return { kind: "error", code: "SC0306", message: `no macro ${request.macroName}`, notes: ["a note"], help: "some help" };
      }
      output = twin(numbering);
    }
  }
  return { kind: "entry", path: writeEntry(request, output, depends, hello, cache) };
}

function writeEntry(request: Expand, output: MacroOutput, depends: EntryMetadata["depends"], hello: Hello, cache: string): string {
  const message = new WireWriter();
  message.derivedSpans(output.derived ?? []);
  message.outputStream(output.trees);
  const parsed = output.parsed ?? [];
  message.u(parsed.length);
  for (const text of parsed) {
    const bytes = Buffer.from(text);
    message.u(bytes.length);
    const hash = Buffer.alloc(8);
    hash.writeBigUInt64LE(fnv(bytes));
    message.bytes(hash);
  }
  const rendered = renderExpansion({
    output: message.finish(),
    kind: request.kind,
    attr: request.attrWire,
    input: request.inputWire,
    spanContexts: request.spanContexts,
  });
  const { expansion, alone } = layOutExpansion(rendered.expansion);
  const key12 = request.key.slice(7, 19);
  const variant = depends === undefined ? "" : `-${sha256(JSON.stringify(depends)).slice(7, 13)}`;
  const directory = path.join(cache, hello.crateDirectory, "some", "module");
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `Item.${request.macroName}.${key12}${variant}.rsm`);
  const text = printEntry({
    metadata: {
      rust_macro_cache_version: 1,
      macro_kind: request.kind,
      macro_item: `${request.macroCrateItem}::${request.macroName}`,
      macro_hash: macroHash,
      expand_crate: hello.crateDirectory,
      expand_module: hello.crateDirectory,
      expand_linenum: request.callStart.line,
      "macro-frag-spec": "expr",
      targets: "*",
      hash: request.key,
      macro_package: "demo 1.2.3",
      ...(Object.keys(rendered.scopes).length === 0 ? {} : { scopes: scopesOf(rendered.scopes) }),
      ...(depends === undefined ? {} : { depends }),
      ...(rendered.parsed.length === 0 ? {} : { parsed: rendered.parsed }),
      ...(alone === "" ? {} : { alone }),
      spans: rendered.spans,
    },
    invocation: request.inputDisplay.replaceAll("\n", " ") || "()",
    expansion,
  });
  writeFileSync(file, text);
  return file;
}

function scopesOf(scopes: Readonly<Record<string, "mixed_site" | { readonly span: number }>>): EntryMetadata["scopes"] {
  return Object.fromEntries(
    Object.entries(scopes).map(([number, origin]) => [number, origin === "mixed_site" ? origin : { input: "macro_rules" }]),
  );
}

function fnv(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash;
}
