import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { SilcrowError } from "#diagnostics";
import type { FileChange } from "#files";
import type { Entry } from "#format";
import type { WriteJob, WriteReport } from "./entry-writer-thread.ts";

/** Puts entries into a cache directory. */
export interface EntryWriter {
  /** Takes an entry whose expansion is on one line; SC0208 when it cannot be written. */
  write(file: string, entry: Entry): Promise<FileChange>;
}

export interface EntryWriterOptions {
  readonly threads?: number;
  /** Of each thread; the same on every machine, since an entry whose layout takes more stays on one line. */
  readonly heapMegabytes?: number;
}

/**
 * Lays entries out and writes them in threads of its own, while rustc goes on with the text that it was given.
 * Threads are started when there is work for them.
 */
export class EntryWriterPool implements EntryWriter, AsyncDisposable {
  readonly #threads: WriterThread[] = [];
  readonly #most: number;
  readonly #heapMegabytes: number;

  constructor({ threads = Math.max(1, availableParallelism() - 1), heapMegabytes = 4096 }: EntryWriterOptions = {}) {
    this.#most = threads;
    this.#heapMegabytes = heapMegabytes;
  }

  async write(file: string, entry: Entry): Promise<FileChange> {
    try {
      return await this.#thread().write({ file, entry, isPlain: false });
    } catch (error) {
      if (!(error instanceof ThreadOutOfMemory)) throw error;
      // What defeats the layout stays on one line; what waited behind it does not.
      return await this.#thread().write({ file, entry, isPlain: error.isOwn });
    }
  }

  /** Ends the threads. What they have not written by now is rejected. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map((thread) => thread.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #thread(): WriterThread {
    const alive = this.#threads.filter((thread) => thread.alive).toSorted((a, b) => a.waiting - b.waiting);
    const [idlest] = alive;
    if (idlest !== undefined && (idlest.waiting < worthAThread || alive.length >= this.#most)) return idlest;
    const thread = new WriterThread(this.#heapMegabytes);
    this.#threads.push(thread);
    return thread;
  }
}

/** Entries that wait before another thread is started: it takes longer to start than they to be laid out. */
const worthAThread = 64;

/** The thread has ended. `isOwn`: at this entry, and not at one before it. */
class ThreadOutOfMemory extends Error {
  readonly isOwn: boolean;

  constructor(isOwn: boolean) {
    super("a thread that writes entries ran out of memory");
    this.isOwn = isOwn;
  }
}

interface Waiting {
  resolve(change: FileChange): void;
  reject(error: unknown): void;
}

class WriterThread {
  readonly #thread: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #jobs = 0;
  alive = true;

  constructor(heapMegabytes: number) {
    this.#thread = new Worker(threadFile, {
      env: {},
      execArgv: threadFile.endsWith(".ts") ? ["--conditions=silcrow-src"] : [],
      resourceLimits: { stackSizeMb: stackMegabytes, maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: youngMegabytes },
    });
    this.#thread.unref();
    this.#thread.on("message", (report: WriteReport) => this.#receive(report));
    this.#thread.on("error", (error) => this.#fail(error));
    this.#thread.on("exit", () => this.#fail(new SilcrowError("SC0900", "the thread that writes entries ended by itself")));
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  async write(job: Omit<WriteJob, "id">): Promise<FileChange> {
    return await new Promise((resolve, reject) => {
      const id = this.#jobs++;
      this.#waiting.set(id, { resolve, reject });
      this.#thread.ref();
      this.#thread.postMessage({ id, ...job } satisfies WriteJob);
    });
  }

  async close(): Promise<void> {
    this.#fail(new SilcrowError("SC0900", "emit ended before all entries were written"));
    await this.#thread.terminate();
  }

  #receive(report: WriteReport): void {
    const job = this.#waiting.get(report.id);
    this.#waiting.delete(report.id);
    if (this.#waiting.size === 0) this.#thread.unref();
    if (report.kind === "written") job?.resolve(report.change);
    else job?.reject(new SilcrowError(report.code, report.message, { notes: report.notes }));
  }

  #fail(error: unknown): void {
    this.alive = false;
    const isOutOfMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    let isFirst = true;
    for (const job of this.#waiting.values()) {
      job.reject(isOutOfMemory ? new ThreadOutOfMemory(isFirst) : error);
      isFirst = false;
    }
    this.#waiting.clear();
    this.#thread.unref();
  }
}

/** The layout recurses with the nesting of groups. */
const stackMegabytes = 32;

/** Most of what the layout makes is garbage at once, and collecting it seldom costs the least. */
const youngMegabytes = 64;

/** The thread's source, or what it is compiled to: whichever kind of file this is. */
const threadFile = fileURLToPath(new URL(`../emit/entry-writer-thread${path.extname(import.meta.url)}`, import.meta.url));
