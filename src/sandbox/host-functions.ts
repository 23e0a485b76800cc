import path from "node:path";
import { answerOfCargo } from "./cargo-questions.ts";
import { fileErrors } from "./file-view.ts";
import { GuestMemory } from "./guest-memory.ts";
import { environmentValue, noteObservation, noteParsedNames, type Stop } from "./guest-questions.ts";
import { type HostFunction, type HostState, wasiFunctions } from "./wasi.ts";

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
  const stop: Stop = (reason) => state.stop(reason);
  return {
    env_get: (namePointer: number, nameLength: number, out: number, capacity: number) => {
      const memory = new GuestMemory(state.memory);
      const name = memory.text(namePointer, nameLength);
      if (name === undefined) return -1;
      const value = environmentValue(state.record, name, stop, state.asksForPrograms);
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
    parsed_names: (length: number, hash: bigint, root: number, count: number) => noteParsedNames(state.record, length, hash, root, count),
    observe: (what: number) => noteObservation(state.record, what, stop),
    program_output: (pointer: number, length: number, out: number, capacity: number) => {
      const asked = new GuestMemory(state.memory).text(pointer, length);
      const answer = asked === undefined ? undefined : programOutput(state, asked);
      return answer === undefined ? -1 : giveText(state, answer, out, capacity);
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
