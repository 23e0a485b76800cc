import { sha256 } from "#format/rendering";
import type { LoadedModule } from "./load-module.ts";
import type { Instance } from "./instance.ts";
import { type InstanceCache, type InvocationSettings, makeInstance, type RawOutcome, runIn, runInvocation } from "./run-invocation.ts";
import type { ExpandRequest } from "./types.ts";

/** Tells outcomes apart, for `agrees`: a digest of what came out, and what was looked at for it. */
export function outcomeDigest(outcome: RawOutcome): string {
  return `${digestOf(outcome)} ${JSON.stringify(seenIn(outcome))}`;
}

/**
 * Whether an invocation in sequence gave what it gives alone. It may have looked at less: what an earlier one had
 * read is remembered by many macros, and an entry records what the invocation alone looked at.
 */
function agrees(inSequence: RawOutcome, known: string): boolean {
  const digest = digestOf(inSequence);
  if (!known.startsWith(`${digest} `)) return false;
  const alone = new Set(JSON.parse(known.slice(digest.length)) as string[]);
  return seenIn(inSequence).every((each) => alone.has(each));
}

function digestOf(outcome: RawOutcome): string {
  if (outcome.kind !== "done") return sha256(JSON.stringify(outcome));
  const { position, spanDebug, sourceText } = outcome.observed;
  return sha256(JSON.stringify([outcome.stderr, position, spanDebug, sourceText]), outcome.output);
}

function seenIn(outcome: RawOutcome): string[] {
  if (outcome.kind !== "done") return [];
  const { env, files, directories, links, cwd } = outcome.observed;
  const each = Object.entries({ env, files, directories, links }).flatMap(([what, seen]) => Object.entries(seen).map((item) => JSON.stringify([what, ...item])));
  return cwd === undefined ? each : [...each, `cwd ${cwd}`];
}

/** One invocation of a sequence, as a worker is asked for it. */
export interface SequenceJob {
  readonly id: number;
  /**
   * `watch`: the invocation is run from the initial state as well, and a difference tells that the macro crate keeps
   * state. `keep`: that is known, and only what comes out in sequence counts.
   */
  readonly mode: "watch" | "keep";
  /** `outcomeDigest` of the run from the initial state, where there has been one. */
  readonly alone?: string | undefined;
  /** Whether nothing of the sequence was run before. */
  readonly isFirst: boolean;
}

export interface SequenceOutcome {
  readonly outcome: RawOutcome;
  /** Whether the invocations before have a say in what comes out. */
  readonly keepsState: boolean;
}

/**
 * Instances that are not reset: natively all invocations of a macro crate in one compilation share its statics.
 * There is one for each sequence; one that ended badly is lost, and with it what the invocations before had left.
 */
export class MacroSequences {
  readonly #instances = new Map<number, Instance | "lost">();
  readonly #settings: InvocationSettings;

  readonly #restartDeadline: () => void;

  constructor(settings: InvocationSettings, restartDeadline: () => void) {
    this.#settings = settings;
    this.#restartDeadline = restartDeadline;
  }

  close(id: number): void {
    const instance = this.#instances.get(id);
    if (instance !== "lost") instance?.close();
    this.#instances.delete(id);
  }

  async run(loaded: LoadedModule, request: ExpandRequest, { id, mode, alone: known, isFirst }: SequenceJob, fresh: InstanceCache): Promise<SequenceOutcome> {
    if (isFirst) this.#open(id, loaded);
    const instance = this.#instances.get(id) ?? "lost";
    if (mode === "keep") {
      const outcome: RawOutcome = instance === "lost" ? { kind: "lost-state" } : await this.#continue(id, instance, request);
      return { outcome, keepsState: true };
    }
    if (known !== undefined) {
      if (instance === "lost") return { outcome: { kind: "lost-state" }, keepsState: false };
      const outcome = await this.#continue(id, instance, request);
      return { outcome, keepsState: outcome.kind !== "out-of-memory" && !agrees(outcome, known) };
    }
    const alone = await runInvocation(loaded, request, this.#settings, fresh);
    // Whoever asks for positions comes again with them; what failed alone has failed.
    if (instance === "lost" || !(alone.kind === "done" || alone.kind === "panic")) return { outcome: alone, keepsState: false };
    this.#restartDeadline();
    const inSequence = await this.#continue(id, instance, request);
    if (inSequence.kind === "out-of-memory" || agrees(inSequence, outcomeDigest(alone))) return { outcome: alone, keepsState: false };
    return { outcome: inSequence, keepsState: true };
  }

  #open(id: number, loaded: LoadedModule): void {
    const keepsState = loaded.kind === "process" || loaded.keepsState;
    const made = keepsState ? makeInstance(loaded, this.#settings, true) : undefined;
    this.#instances.set(id, made === undefined || "kind" in made ? "lost" : made);
  }

  async #continue(id: number, instance: Instance, request: ExpandRequest): Promise<RawOutcome> {
    const outcome = await runIn(instance, request, this.#settings);
    if (!instance.reusable) this.#instances.set(id, "lost");
    return outcome;
  }
}
