export interface ChangeQueueOptions {
  /** Does the work for what changed; never called while it is at work. */
  readonly run: (changed: ReadonlySet<string>) => Promise<void>;
  /** Of the paths that were reported, those that are not what they were when last asked. */
  readonly settle: (reported: ReadonlySet<string>) => Promise<ReadonlySet<string>>;
  /** Whether someone is in the middle of changing many files; work then waits, but not for ever. */
  readonly isBusy?: (() => boolean) | undefined;
}

/** Milliseconds without a change after which work begins, and after the first change, at the latest. */
const quiet = 120;
const longest = 2000;
/** Milliseconds that work waits for whoever is busy. */
const patience = 15_000;

/**
 * Turns reports of changed files into runs, one at a time. A save is several reports, a switch of branches hundreds:
 * a run begins when they have ended. What changes during a run leads to exactly one more.
 */
export class ChangeQueue {
  readonly #options: ChangeQueueOptions;
  readonly #reported = new Set<string>();
  #firstAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isForced = false;
  #isClosed = false;

  constructor(options: ChangeQueueOptions) {
    this.#options = options;
  }

  /** A file or folder has changed, has come or has gone. */
  report(path: string): void {
    if (this.#isClosed) return;
    if (this.#reported.size === 0) this.#firstAt = Date.now();
    this.#reported.add(path);
    this.#schedule();
  }

  /** Asks for a run whether or not anything changed. */
  force(): void {
    if (this.#isClosed) return;
    if (this.#reported.size === 0) this.#firstAt = Date.now();
    this.#isForced = true;
    this.#schedule();
  }

  /** No run begins any more; resolves when the present one has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    // What comes during a run waits for its end.
    if (this.#running !== undefined) return;
    clearTimeout(this.#timer);
    const left = this.#firstAt + longest - Date.now();
    this.#timer = setTimeout(() => this.#begin(), Math.max(0, Math.min(quiet, left)));
  }

  #begin(): void {
    if (this.#options.isBusy?.() === true && Date.now() - this.#firstAt < patience) {
      this.#timer = setTimeout(() => this.#begin(), quiet);
      return;
    }
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
      if (this.#isClosed || (this.#reported.size === 0 && !this.#isForced)) return;
      this.#firstAt = Date.now();
      this.#schedule();
    });
  }

  async #work(): Promise<void> {
    const reported = new Set(this.#reported);
    const isForced = this.#isForced;
    this.#reported.clear();
    this.#isForced = false;
    const changed = await this.#options.settle(reported);
    if (this.#isClosed || (changed.size === 0 && !isForced)) return;
    await this.#options.run(changed);
  }
}
