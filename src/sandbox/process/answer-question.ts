import path from "node:path";
import { fileErrors } from "../file-view.ts";
import { environmentValue, noteObservation, noteParsedNames, type Stop } from "../guest-questions.ts";
import type { InvocationRecord } from "../invocation-record.ts";
import { type Frame, frameKinds } from "./frames.ts";
import type { ShownFiles } from "./shown-files.ts";

/** Numbers of the errors in Linux, by WASI's. */
const errorNumbers: ReadonlyMap<number, number> = new Map([
  [fileErrors.access, 13],
  [fileErrors.badDescriptor, 9],
  [fileErrors.tooLarge, 27],
  [fileErrors.invalid, 22],
  [fileErrors.isDirectory, 21],
  [fileErrors.loop, 40],
  [fileErrors.notFound, 2],
  [fileErrors.notDirectory, 20],
]);

/** What a process is told, where it waits for an answer. The record has what it asked for. Undefined for no question. */
export function answerQuestion({ kind, body }: Frame, record: InvocationRecord, shown: ShownFiles, stop: Stop): Uint8Array | "none" | undefined {
  switch (kind) {
    case frameKinds.variable: {
      const value = environmentValue(record, text(body), stop);
      return value === null ? Uint8Array.of(0) : Buffer.from(`\x01${value}`);
    }
    case frameKinds.workingDirectory:
      return Buffer.from(record.files.workingDirectory());
    case frameKinds.look: {
      const asked = pathText(body.subarray(1), record);
      const found = asked === undefined ? refused : record.files.find(asked, body[0] === 1);
      if (found.kind === "error") return pathAnswer(found.error);
      shown.show(found);
      return pathAnswer(undefined, found.path);
    }
    case frameKinds.list: {
      const directory = pathText(body, record);
      const items = directory === undefined ? refused : record.files.list(directory);
      if (directory === undefined || "error" in items) return pathAnswer("error" in items ? items.error : refused.error);
      shown.showListing(directory, items);
      return pathAnswer(undefined);
    }
    case frameKinds.change: {
      const asked = pathText(body, record);
      if (asked !== undefined) record.deny(`file ${path.posix.normalize(asked)} (to write)`);
      return pathAnswer(refused.error);
    }
    case frameKinds.program:
      record.deny(`program ${text(body).replaceAll("\0", " ")}`);
      return Uint8Array.of(0);
    case frameKinds.observe:
      noteObservation(record, body[0] ?? 0, stop);
      return Uint8Array.of(0);
    case frameKinds.parsedNames:
      if (body.length !== 17) return undefined;
      noteParsedNames(record, body.readUInt32LE(0), body.readBigUInt64LE(4), body[12] ?? 0, body.readUInt32LE(13));
      return "none";
    case frameKinds.panicked:
      record.panic = text(body);
      return "none";
    default:
      return undefined;
  }
}

const refused = { kind: "error", error: fileErrors.access } as const;

/** A name that is not UTF-8 would be looked up as another one. */
function pathText(bytes: Uint8Array, record: InvocationRecord): string | undefined {
  const asked = text(bytes);
  if (!asked.includes("\ufffd") && !asked.includes("\0")) return asked;
  record.deny(`file ${asked} (whose name is not UTF-8)`);
  return undefined;
}

function pathAnswer(error: number | undefined, found = ""): Uint8Array {
  const answer = Buffer.alloc(4);
  if (error !== undefined) answer.writeUInt32LE(errorNumbers.get(error) ?? 5);
  return Buffer.concat([answer, Buffer.from(found)]);
}

/** Text of at most 64 KiB, as in WebAssembly. */
function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 65_536));
}
