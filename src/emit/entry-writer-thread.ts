import { parentPort } from "node:worker_threads";
import { type ErrorCode, SilcrowError } from "#diagnostics";
import type { FileChange } from "#files";
import type { Entry } from "#format";
import { writeEntry, writePlainEntry } from "./write-entry.ts";

export interface WriteJob {
  readonly id: number;
  readonly file: string;
  readonly entry: Entry;
  /** The layout was tried and took too much memory. */
  readonly isPlain: boolean;
}

export type WriteReport =
  | { readonly kind: "written"; readonly id: number; readonly change: FileChange }
  | { readonly kind: "failed"; readonly id: number; readonly code: ErrorCode; readonly message: string; readonly notes: readonly string[] };

if (parentPort === null) throw new Error("this file is run as a worker thread");
const port = parentPort;

port.on("message", (job: WriteJob) => port.postMessage(report(job)));

function report({ id, file, entry, isPlain }: WriteJob): WriteReport {
  try {
    return { kind: "written", id, change: isPlain ? writePlainEntry(file, entry) : writeEntry(file, entry) };
  } catch (error) {
    if (error instanceof SilcrowError) return { kind: "failed", id, code: error.code, message: error.message, notes: error.notes };
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: "failed", id, code: "SC0900", message: `internal error: ${file} cannot be laid out`, notes: [stack] };
  }
}
