import { virtualRootNames } from "#format";
import { cargoProgram } from "./cargo-questions.ts";
import type { InvocationRecord } from "./invocation-record.ts";

/** Ends a run in a way that the guest cannot catch. */
export type Stop = (reason: "positions-wanted" | { readonly trap: string }) => never;

/** Codes of `observe` in docs/contracts.md §2. */
const observations = { position: 1, spanDebug: 2, sourceText: 4 } as const;

/** Variables that the standard library asks for on its own; they are unset, and it is not the macro that asked. */
const askedByStd: ReadonlySet<string> = new Set(["RUST_BACKTRACE", "RUST_LIB_BACKTRACE", "RUST_MIN_STACK"]);

/** The value that a macro gets for a variable, and the record that it asked. One that `asksForPrograms` is told that there is a cargo. */
export function environmentValue(record: InvocationRecord, name: string, stop: Stop, asksForPrograms = false): string | null {
  const { environment, hiddenEnvironment } = record.world;
  if (askedByStd.has(name)) return null;
  // Not recorded: it is the same for all, and what cargo is asked for follows from what is.
  if (name === "CARGO" && asksForPrograms && record.world.cargo !== undefined) return cargoProgram;
  if (record.environment.size >= mostVariables || name.length > longestVariable) {
    stop({ trap: `the macro asked for more than ${mostVariables} variables, or for one with a name of more than ${longestVariable} characters` });
  }
  if (Object.hasOwn(environment, name)) {
    const value = environment[name] ?? null;
    record.environment.set(name, value);
    return value;
  }
  if (hiddenEnvironment.includes(name)) record.deny(`env ${name}`);
  else record.environment.set(name, null);
  return null;
}

/** Each name that was asked for goes into the entry. */
const mostVariables = 10_000;
const longestVariable = 4096;

/** Notes that the macro looks at something beside its tokens; ends the run where the host has no positions yet. */
export function noteObservation(record: InvocationRecord, what: number, stop: Stop): void {
  if (!record.world.positions) stop("positions-wanted");
  if (what === observations.position) record.position = true;
  else if (what === observations.spanDebug) record.spanDebug = true;
  else if (what === observations.sourceText) record.sourceText = true;
  else stop({ trap: `the module observes something unknown (${what})` });
}

/** Notes how often a text that the macro has parsed names a root. */
export function noteParsedNames(record: InvocationRecord, length: number, hash: bigint, root: number, count: number): void {
  const text = `${length >>> 0}:${BigInt.asUintN(64, hash).toString(16).padStart(16, "0")}`;
  const counts = record.parsedNames.get(text) ?? virtualRootNames.map(() => 0);
  if (root >>> 0 < counts.length) counts[root] = Math.min(count >>> 0, 9_999_999);
  if (record.parsedNames.size < mostNamedTexts) record.parsedNames.set(text, counts);
}

const mostNamedTexts = 1_000_000;
