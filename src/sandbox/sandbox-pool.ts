import { statSync } from "node:fs";
import { SilcrowError } from "#diagnostics";
import { type LoadedModule, loadModule } from "./load-module.ts";
import { named } from "./module-error.ts";
import type { RawOutcome } from "./run-invocation.ts";
import { SandboxWorker } from "./sandbox-worker.ts";
import type { ExpandOutcome, ExpandRequest } from "./types.ts";

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
  #moduleCount = 0;
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

  /** Like `expand`, but gives the guest's output message (without the status byte) as it is. */
  async expandRaw(request: ExpandRequest): Promise<ExpandRawOutcome> {
    return (await this.#submit(request, true)) as ExpandRawOutcome;
  }

  /** Ends the workers, also those that are running. Invocations that have no outcome yet are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.reject(closedError());
    await Promise.all([...this.#workers].map((worker) => worker.close(closedError())));
  }

  async #submit(request: ExpandRequest, raw: boolean): Promise<ExpandOutcome | ExpandRawOutcome> {
    if (this.#closed) throw closedError();
    const module = this.#module(request.module);
    const loaded = await module.loaded;
    if (this.#closed) throw closedError();
    return await new Promise((resolve, reject) => {
      this.#queue.push({ module, loaded, request, raw, resolve, reject });
      this.#dispatch();
    });
  }

  #module(path: string): CachedModule {
    const stamp = stampOf(path);
    const known = this.#modules.get(path);
    if (known?.stamp === stamp) return known;
    if (known !== undefined) for (const worker of this.#workers) worker.forget(known.id);
    const module = { id: this.#moduleCount++, stamp, loaded: loadModule(path, this.#options.memoryLimitBytes) };
    this.#modules.set(path, module);
    // A failure is reported to whoever asked, and not remembered.
    module.loaded.catch(() => this.#modules.get(path) === module && this.#modules.delete(path));
    return module;
  }

  #dispatch(): void {
    for (let job = this.#queue[0]; job !== undefined; job = this.#queue[0]) {
      const worker = this.#freeWorker(job.module.id);
      if (worker === undefined) return;
      this.#queue.shift();
      void this.#run(worker, job);
    }
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
      job.resolve(await worker.run(job.module.id, job.loaded, job.request, job.raw));
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
