import path from "node:path";
import { virtualRootNames } from "#format";
import { answerOfCargo, cargoProgram } from "./cargo-questions.ts";
import { fileErrors } from "./file-view.ts";
import { GuestMemory } from "./guest-memory.ts";
import { type HostFunction, type HostState, wasiFunctions } from "./wasi.ts";

/** Codes of `observe` in docs/contracts.md §2. */
const observations = { position: 1, spanDebug: 2, sourceText: 4 } as const;

/** Variables that the standard library asks for on its own; they are unset, and it is not the macro that asked. */
const askedByStd: ReadonlySet<string> = new Set(["RUST_BACKTRACE", "RUST_LIB_BACKTRACE", "RUST_MIN_STACK"]);

/**
 * The import object for a module. A function that is not provided traps with its name when it is called,
 * so that a module may import what it never uses.
 */
export function importsFor(module: WebAssembly.Module, state: HostState): WebAssembly.Imports {
  const provided: Record<string, Record<string, HostFunction>> = {
    silcrow_1: silcrowFunctions(state),
    wasi_snapshot_preview1: wasiFunctions(state),
    env: threadFunctions,
  };
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = Object.create(null);
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    const namespace = (imports[from] ??= Object.create(null) as Record<string, WebAssembly.ImportValue>);
    if (kind === "memory") namespace[name] = state.memory;
    // The other kind that `loadModule` lets through is the tag of Rust panics: a pointer to the payload.
    else if (kind !== "function") namespace[name] = new WebAssembly.Tag({ parameters: ["i32"] });
    else namespace[name] = (ownFunction(provided, from, name) ?? missingFunction(state, from, name));
  }
  return imports;
}

function ownFunction(provided: Record<string, Record<string, HostFunction>>, from: string, name: string): HostFunction | undefined {
  if (!Object.hasOwn(provided, from)) return undefined;
  const namespace = provided[from];
  return namespace !== undefined && Object.hasOwn(namespace, name) ? namespace[name] : undefined;
}

function missingFunction(state: HostState, from: string, name: string): HostFunction {
  return () => state.stop({ trap: `the macro called ${from}.${name}, which the sandbox does not have` });
}

function silcrowFunctions(state: HostState): Record<string, HostFunction> {
  return {
    env_get: (namePointer: number, nameLength: number, out: number, capacity: number) => {
      const memory = new GuestMemory(state.memory);
      const name = memory.text(namePointer, nameLength);
      if (name === undefined) return -1;
      const value = environmentValue(state, name);
      if (value === null) return -1;
      return giveText(state, value, out, capacity);
    },
    cwd_get: (out: number, capacity: number) => giveText(state, state.record.files.workingDirectory(), out, capacity),
    real_path: (pointer: number, length: number, out: number, capacity: number) => {
      const asked = new GuestMemory(state.memory).text(pointer, length);
      if (asked === undefined) return -fileErrors.access;
      const { files } = state.record;
      const found = files.realPath(asked.startsWith("/") ? asked : `${files.workingDirectory()}/${asked}`);
      return "error" in found ? -found.error : giveText(state, found.path, out, capacity);
    },
    parsed_names: (length: number, hash: bigint, root: number, count: number) => {
      const text = `${length >>> 0}:${BigInt.asUintN(64, hash).toString(16).padStart(16, "0")}`;
      const counts = state.record.parsedNames.get(text) ?? virtualRootNames.map(() => 0);
      if (root >>> 0 < counts.length) counts[root] = Math.min(count >>> 0, 9_999_999);
      if (state.record.parsedNames.size < mostNamedTexts) state.record.parsedNames.set(text, counts);
    },
    program_output: (pointer: number, length: number, out: number, capacity: number) => {
      const asked = new GuestMemory(state.memory).text(pointer, length);
      const answer = asked === undefined ? undefined : programOutput(state, asked);
      return answer === undefined ? -1 : giveText(state, answer, out, capacity);
    },
    observe: (what: number) => {
      const { record } = state;
      if (!record.world.positions) state.stop("positions-wanted");
      if (what === observations.position) record.position = true;
      else if (what === observations.spanDebug) record.spanDebug = true;
      else if (what === observations.sourceText) record.sourceText = true;
      else state.stop({ trap: `the module observes something unknown (${what})` });
    },
    panicked: (pointer: number, length: number) => {
      state.record.panic = new GuestMemory(state.memory).text(pointer, length);
    },
  };
}

/** What a program would print that a macro wants run, if that is known without running it; `asked` is its parts with zeros between. */
function programOutput(state: HostState, asked: string): string | undefined {
  const { record } = state;
  const [how = "", given = "", program = "", ...args] = asked.split("\0");
  const cwd = given.startsWith("/") ? given : path.posix.join(record.files.workingDirectory(), given);
  const answer = answerOfCargo({ how, cwd, program, args }, record.world.cargo);
  if (answer === undefined) record.deny(`program ${[program, ...args].join(" ")}`);
  return answer;
}

/** Writes a text where the guest wants it, if it fits there, and tells how long it is. */
function giveText(state: HostState, text: string, out: number, capacity: number): number {
  const bytes = Buffer.from(text);
  if (bytes.length <= capacity >>> 0) new GuestMemory(state.memory).write(out, bytes);
  return bytes.length;
}

const mostNamedTexts = 1_000_000;

/** The value that a macro gets for a variable, and the record that it asked. */
function environmentValue(state: HostState, name: string): string | null {
  const { record } = state;
  const { environment, hiddenEnvironment } = record.world;
  if (askedByStd.has(name)) return null;
  // Not recorded: it is the same for all, and what cargo is asked for follows from what is.
  if (name === "CARGO" && state.asksForPrograms && record.world.cargo !== undefined) return cargoProgram;
  if (record.environment.size >= mostVariables || name.length > longestVariable) {
    state.stop({ trap: `the macro asked for more than ${mostVariables} variables, or for one with a name of more than ${longestVariable} characters` });
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

/**
 * Some builds of WASI's libc leave threads to the host. Making one fails with EAGAIN, as it does where
 * libc has no threads.
 */
const threadFunctions: Record<string, HostFunction> = {
  pthread_create: () => 6,
  pthread_attr_init: () => 0,
  pthread_attr_destroy: () => 0,
  pthread_attr_setstacksize: () => 0,
  pthread_detach: () => 0,
};
