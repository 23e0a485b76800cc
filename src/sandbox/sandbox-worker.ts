import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { SilcrowError } from "#diagnostics";
import type { LoadedModule } from "./load-module.ts";
import type { SequenceJob } from "./macro-sequences.ts";
import type { RawOutcome } from "./run-invocation.ts";
import type { ExpandOutcome, ExpandRequest } from "./types.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./worker-protocol.ts";

export interface SandboxWorkerOptions extends WorkerSettings {
  readonly deadlineMs: number;
}

interface Running {
  resolve(outcome: RawOutcome | ExpandOutcome): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout | undefined;
}

/** One worker thread, which runs one job at a time. It ends when a job overruns its deadline. */
export class SandboxWorker {
  readonly #options: SandboxWorkerOptions;
  readonly #thread: Worker;
  readonly #known = new Set<number>();
  #running: Running | undefined;
  readonly #exited: Promise<void>;
  #alive = true;
  #hasProcesses = false;

  constructor(options: SandboxWorkerOptions) {
    this.#options = options;
    const { memoryLimitBytes, randomSeed } = options;
    this.#thread = new Worker(workerFile, {
      workerData: { memoryLimitBytes, randomSeed } satisfies WorkerSettings,
      // The thread sees nothing of our environment, and its output is not mixed with ours.
      env: {},
      execArgv: workerFile.endsWith(".ts") ? ["--conditions=silcrow-src"] : [],
      resourceLimits: { stackSizeMb: stackMegabytes },
    });
    this.#thread.unref();
    this.#thread.on("message", (message: FromWorker) => this.#receive(message));
    this.#thread.on("error", (error) => this.#fail(error));
    this.#exited = new Promise((resolve) => this.#thread.once("exit", () => resolve()));
    this.#thread.on("exit", () => this.#fail(new SilcrowError("SC0900", "a sandbox thread ended by itself")));
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Whether the worker was sent the module before. */
  knows(moduleId: number): boolean {
    return this.#known.has(moduleId);
  }

  forget(moduleId: number): void {
    if (this.#known.delete(moduleId)) this.#send({ type: "forget", id: moduleId });
  }

  /** Gives up what a sequence has kept. */
  closeSequence(id: number): void {
    if (this.#alive) this.#send({ type: "close", sequence: id });
  }

  async run(moduleId: number, loaded: LoadedModule, request: ExpandRequest, raw: boolean, sequence?: SequenceJob): Promise<RawOutcome | ExpandOutcome> {
    return await new Promise((resolve, reject) => {
      this.#running = { resolve, reject, timer: undefined };
      this.#thread.ref();
      if (!this.#known.has(moduleId)) {
        this.#known.add(moduleId);
        if (loaded.kind === "process") this.#hasProcesses = true;
        this.#send({ type: "module", id: moduleId, loaded });
      }
      this.#send({ type: "job", module: moduleId, request, raw, sequence });
    });
  }

  /** Ends the thread; a job that is running is rejected with `reason`. */
  async close(reason: unknown): Promise<void> {
    this.#fail(reason);
    await this.#end();
  }

  /** A thread that runs processes is let end them; one that is in the midst of a module would not listen. */
  async #end(): Promise<void> {
    if (!this.#hasProcesses) return void (await this.#thread.terminate());
    this.#send({ type: "end" });
    const timer = setTimeout(() => void this.#thread.terminate(), longestEnd);
    await this.#exited;
    clearTimeout(timer);
  }

  #send(message: ToWorker): void {
    this.#thread.postMessage(message);
  }

  #receive(message: FromWorker): void {
    if (message.type === "outcome") this.#finish()?.resolve(message.outcome);
    else if (message.type === "failed") this.#finish()?.reject(new SilcrowError("SC0900", message.error));
    else if (this.#running !== undefined) {
      clearTimeout(this.#running.timer);
      this.#running.timer = setTimeout(() => this.#timeOut(), this.#options.deadlineMs);
    }
  }

  #timeOut(): void {
    this.#alive = false;
    void this.#end();
    this.#finish()?.resolve({ kind: "timeout", milliseconds: this.#options.deadlineMs });
  }

  #fail(error: unknown): void {
    this.#alive = false;
    const job = this.#finish();
    // The thread's own heap can run out while an enormous expansion is rendered.
    if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
      job?.resolve({ kind: "out-of-memory", limitBytes: this.#options.memoryLimitBytes });
    } else {
      job?.reject(error);
    }
  }

  #finish(): Running | undefined {
    const job = this.#running;
    clearTimeout(job?.timer);
    this.#running = undefined;
    this.#thread.unref();
    return job;
  }
}

/** Milliseconds that a thread has to end its processes. */
const longestEnd = 2000;

/** The machine stack of a worker; parsers of deeply nested input recurse. */
const stackMegabytes = 32;

/** The worker's source, or what it is compiled to: whichever kind of file this is. */
const workerFile = fileURLToPath(new URL(`../sandbox/worker${path.extname(import.meta.url)}`, import.meta.url));
