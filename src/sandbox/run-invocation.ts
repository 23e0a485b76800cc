import { InvocationRecord } from "./invocation-record.ts";
import type { LoadedModule } from "./load-module.ts";
import { inputMessage } from "./input-message.ts";
import type { CallResult, Instance } from "./instance.ts";
import { MacroInstance, trapMessage } from "./macro-instance.ts";
import { readPanic } from "./panic-message.ts";
import { ProcessInstance } from "./process/process-instance.ts";
import type { ExpandEnd, ExpandRequest, Observed } from "./types.ts";

/** An outcome before rendering: `output` is the guest's output message behind the status byte. */
export type RawOutcome =
  | { readonly kind: "done"; readonly output: Uint8Array; readonly observed: Observed; readonly stderr: string; readonly parsedNames: ParsedNames }
  | Exclude<ExpandEnd, { kind: "done" } | { kind: "timeout" }>;

/** How often texts that were parsed name each root, by what an entry's `parsed` calls the text. */
export type ParsedNames = ReadonlyMap<string, readonly number[]>;

export interface InvocationSettings {
  readonly memoryLimitBytes: number;
  readonly randomSeed: number;
}

/** Instances by module, kept for the next invocation of the same module; the least recently used goes first. */
export class InstanceCache {
  readonly #instances = new Map<LoadedModule, Instance>();

  take(loaded: LoadedModule): Instance | undefined {
    const instance = this.#instances.get(loaded);
    this.#instances.delete(loaded);
    return instance;
  }

  keep(loaded: LoadedModule, instance: Instance): void {
    this.#instances.set(loaded, instance);
    const [oldest] = this.#instances.keys();
    if (this.#instances.size > mostInstances && oldest !== undefined) this.take(oldest)?.close();
  }
}

const mostInstances = 64;

/** Runs one invocation in a kept instance or a new one. Never throws: whatever a module does is an outcome. */
export async function runInvocation(
  loaded: LoadedModule,
  request: ExpandRequest,
  settings: InvocationSettings,
  instances: InstanceCache,
): Promise<RawOutcome> {
  const made = instances.take(loaded) ?? makeInstance(loaded, settings, false);
  if ("kind" in made) return made;
  const outcome = await runIn(made, request, settings);
  if (made.reusable) instances.keep(loaded, made);
  // The next one starts while the compiler goes on.
  else if (loaded.kind === "process") instances.keep(loaded, new ProcessInstance(loaded, settings.randomSeed));
  return outcome;
}

/** A new instance, or how making it failed. */
export function makeInstance(loaded: LoadedModule, settings: InvocationSettings, keeps: boolean): Instance | RawOutcome {
  if (loaded.kind === "process") return new ProcessInstance(loaded, settings.randomSeed, keeps);
  // What constructors see is in the snapshot of all later invocations, so they see nothing.
  const record = new InvocationRecord({ environment: {}, hiddenEnvironment: [], positions: false, randomSeed: settings.randomSeed });
  try {
    const instance = new MacroInstance(loaded, record, keeps);
    return record.denied.size === 0 ? instance : outcomeOf({ kind: "stopped" }, record, settings);
  } catch (error) {
    return outcomeOf(record.stopped === undefined ? { kind: "trap", message: trapMessage(error) } : { kind: "stopped" }, record, settings);
  }
}

export async function runIn(instance: Instance, request: ExpandRequest, settings: InvocationSettings): Promise<RawOutcome> {
  const { environment, hiddenEnvironment, files, cargo, positions } = request;
  const record = new InvocationRecord({ environment, hiddenEnvironment, files, cargo, positions: positions !== undefined, randomSeed: settings.randomSeed });
  return outcomeOf(await instance.run(inputMessage(request), record), record, settings);
}

/** A denied request decides even when the macro went on without: what it would have done is unknown. */
function outcomeOf(result: CallResult, record: InvocationRecord, settings: InvocationSettings): RawOutcome {
  if (record.stopped === "positions-wanted") return { kind: "positions-wanted" };
  if (record.denied.size > 0) return { kind: "denied", requests: [...record.denied] };
  const stderr = record.output.toString();
  switch (result.kind) {
    case "stopped":
      return { kind: "trap", message: record.stopped?.trap ?? "the host ended the run" };
    case "stack-overflow":
      return { kind: "stack-overflow" };
    case "out-of-memory":
      return { kind: "out-of-memory", limitBytes: settings.memoryLimitBytes };
    case "trap":
      // A panic that could not unwind (in a destructor, or across a foreign frame) ends in a trap.
      if (record.panic === undefined) return { kind: "trap", message: result.message };
      return { kind: "panic", message: record.panic, location: undefined, stderr };
    case "message":
      break;
  }
  const status = result.bytes[0];
  const body = result.bytes.subarray(1);
  if (status === 0) return { kind: "done", output: body, observed: record.observed(), stderr, parsedNames: record.parsedNames };
  const panic = status === 1 ? readPanic(body) : undefined;
  if (panic === undefined) return { kind: "trap", message: "the module's output message is malformed" };
  return { kind: "panic", ...panic, stderr };
}
