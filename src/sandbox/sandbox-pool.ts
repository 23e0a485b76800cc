import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { SilcrowError } from "#diagnostics";
import { type LoadedModule, loadModule } from "./load-module.ts";
import type { SequenceJob } from "./macro-sequences.ts";
import { named } from "./module-error.ts";
import { makeFolder } from "./process/make-folder.ts";
import { loadLibrary } from "./process/load-library.ts";
import type { RawOutcome } from "./run-invocation.ts";
import { SandboxWorker } from "./sandbox-worker.ts";
import type { ExpandOutcome, ExpandRequest, ProcessSandbox } from "./types.ts";

export interface SandboxPoolOptions {
  /** Most worker threads; they are started when there is work for them. */
  readonly workers: number;
  /** Time that one invocation may take, in milliseconds. */
  readonly deadlineMs?: number;
  /** Memory that one instance may have. */
  readonly memoryLimitBytes?: number;
  /** Start of the "random" bytes that macros get; another one shows whether an expansion depends on them. */
  readonly randomSeed?: number;
}

/** A raw outcome, or the deadline. */
export type ExpandRawOutcome = RawOutcome | Extract<ExpandOutcome, { kind: "timeout" }>;

interface Job {
  readonly module: CachedModule;
  readonly loaded: LoadedModule;
  readonly request: ExpandRequest;
  readonly raw: boolean;
  resolve(outcome: ExpandOutcome | ExpandRawOutcome): void;
  reject(error: unknown): void;
}

interface Sequence {
  /** The worker that has what the sequence keeps. */
  worker: SandboxWorker | undefined;
  isNew: boolean;
}

interface CachedModule {
  readonly id: number;
  /** Size and time of the file when it was read. */
  readonly stamp: string;
  readonly loaded: Promise<LoadedModule>;
}

/** What a macro may take where nobody says otherwise. */
export const defaultLimits = { deadlineMs: 30_000, memoryLimitBytes: 1024 ** 3 } as const;

/**
 * Runs macros in worker threads. A module file is compiled once and shared by the workers; each invocation
 * starts from the module's initial state, in whichever worker is free.
 */
export class SandboxPool {
  readonly #options: Required<SandboxPoolOptions>;
  readonly #modules = new Map<string, CachedModule>();
  readonly #workers = new Set<SandboxWorker>();
  readonly #idle: SandboxWorker[] = [];
  readonly #queue: Job[] = [];
  readonly #sequences = new Map<number, Sequence>();
  #moduleCount = 0;
  #sequenceCount = 0;
  /** Of what processes are shown. */
  #folder: Promise<string> | undefined;
  #closed = false;

  constructor({
    workers,
    deadlineMs = defaultLimits.deadlineMs,
    memoryLimitBytes = defaultLimits.memoryLimitBytes,
    randomSeed = 0,
  }: SandboxPoolOptions) {
    this.#options = { workers: Math.max(1, workers), deadlineMs, memoryLimitBytes, randomSeed };
  }

  /**
   * Runs one invocation. Whatever the macro does is an outcome; the promise is rejected with SC0305 or
   * SC0308 when the module itself is no good.
   */
  async expand(request: ExpandRequest): Promise<ExpandOutcome> {
    return (await this.#submit(request, false)) as ExpandOutcome;
  }

  /** A place for the invocations of one macro crate in one compilation; requests name it in `sequence`. */
  openSequence(): number {
    const id = this.#sequenceCount++;
    this.#sequences.set(id, { worker: undefined, isNew: true });
    return id;
  }

  closeSequence(id: number): void {
    this.#sequences.get(id)?.worker?.closeSequence(id);
    this.#sequences.delete(id);
  }

  /** Runs an invocation for what it leaves to those behind it in its sequence. */
  async follow(request: ExpandRequest): Promise<{ readonly keepsState?: boolean | undefined }> {
    return (await this.#submit(request, true)) as ExpandOutcome;
  }

  /** Like `expand`, but gives the guest's output message (without the status byte) as it is. */
  async expandRaw(request: ExpandRequest): Promise<ExpandRawOutcome> {
    return (await this.#submit(request, true)) as ExpandRawOutcome;
  }

  /** Ends the workers, also those that are running. Invocations that have no outcome yet are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.reject(closedError());
    await Promise.all([...this.#workers].map((worker) => worker.close(closedError())));
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #submit(request: ExpandRequest, raw: boolean): Promise<ExpandOutcome | ExpandRawOutcome> {
    if (this.#closed) throw closedError();
    const module = this.#module(request);
    const loaded = await module.loaded;
    if (this.#closed) throw closedError();
    return await new Promise((resolve, reject) => {
      this.#queue.push({ module, loaded, request, raw, resolve, reject });
      this.#dispatch();
    });
  }

  #module({ module: path, process }: ExpandRequest): CachedModule {
    const stamp = stampOf(path);
    const known = this.#modules.get(path);
    if (known?.stamp === stamp) return known;
    if (known !== undefined) for (const worker of this.#workers) worker.forget(known.id);
    const module = { id: this.#moduleCount++, stamp, loaded: this.#load(path, process) };
    this.#modules.set(path, module);
    // A failure is reported to whoever asked, and not remembered.
    module.loaded.catch(() => this.#modules.get(path) === module && this.#modules.delete(path));
    return module;
  }

  async #load(path: string, process: ProcessSandbox | undefined): Promise<LoadedModule> {
    const memoryLimit = this.#options.memoryLimitBytes;
    if (process === undefined) return await loadModule(path, memoryLimit);
    this.#folder ??= makeFolder(process);
    return await loadLibrary(path, process, { memoryLimit, folder: await this.#folder });
  }

  #dispatch(): void {
    for (let index = 0; index < this.#queue.length; ) {
      const job = this.#queue[index]!;
      const worker = this.#workerFor(job);
      if (worker === undefined) index++;
      else {
        this.#queue.splice(index, 1);
        void this.#run(worker, job);
      }
    }
  }

  /** The worker that a sequence is bound to as long as that is alive, once it is free; for any other job any free one. */
  #workerFor({ request, module }: Job): SandboxWorker | undefined {
    const bound = request.sequence === undefined ? undefined : this.#sequences.get(request.sequence.id)?.worker;
    if (bound === undefined || !bound.alive) return this.#freeWorker(module.id);
    const at = this.#idle.indexOf(bound);
    return at < 0 ? undefined : this.#idle.splice(at, 1)[0];
  }

  /** What a worker is told of the sequence that a request belongs to. */
  #sequenceJob(worker: SandboxWorker, { sequence }: ExpandRequest): SequenceJob | undefined {
    const state = sequence === undefined ? undefined : this.#sequences.get(sequence.id);
    if (sequence === undefined || state === undefined) return undefined;
    const isFirst = state.isNew;
    state.isNew = false;
    state.worker = worker;
    return { id: sequence.id, mode: sequence.mode, alone: sequence.alone, isFirst };
  }

  /** A worker that already has an instance of the module, or any idle one, or a new one. */
  #freeWorker(moduleId: number): SandboxWorker | undefined {
    const at = this.#idle.findIndex((worker) => worker.knows(moduleId));
    const [idle] = at >= 0 ? this.#idle.splice(at, 1) : this.#idle.splice(-1);
    if (idle !== undefined) return idle;
    if (this.#workers.size >= this.#options.workers) return undefined;
    const worker = new SandboxWorker(this.#options);
    this.#workers.add(worker);
    return worker;
  }

  async #run(worker: SandboxWorker, job: Job): Promise<void> {
    try {
      job.resolve(await worker.run(job.module.id, job.loaded, job.request, job.raw, this.#sequenceJob(worker, job.request)));
    } catch (error) {
      job.reject(error);
    }
    if (worker.alive) this.#idle.push(worker);
    else this.#workers.delete(worker);
    this.#dispatch();
  }
}

function stampOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    throw named(path, error);
  }
}

function closedError(): SilcrowError {
  return new SilcrowError("SC0900", "the sandbox was closed");
}
