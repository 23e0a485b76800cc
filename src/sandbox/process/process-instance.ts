import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";
import { WireWriter } from "#format";
import { InvocationRecord } from "../invocation-record.ts";
import type { CallResult, Instance } from "../instance.ts";
import type { Stop } from "../guest-questions.ts";
import { answerQuestion } from "./answer-question.ts";
import { bubblewrapArguments } from "./bubblewrap-arguments.ts";
import { FrameStream, frameKinds } from "./frames.ts";
import type { LoadedLibrary } from "./load-library.ts";
import { ShownFiles } from "./shown-files.ts";

/**
 * A macro crate in a process of its own, under bubblewrap. It runs one invocation, or, when it `keeps` state, one
 * after another. With the thread that started it the process ends as well, and with it all that it has started.
 */
export class ProcessInstance implements Instance {
  readonly #library: LoadedLibrary;
  readonly #keeps: boolean;
  readonly #folder: string;
  readonly #output: number;
  readonly #shown: ShownFiles;
  readonly #child: ChildProcess;
  readonly #frames: FrameStream;
  /** What the library does when it is loaded; it may look at nothing then. */
  readonly #loading: InvocationRecord;
  readonly #ended: Promise<string>;
  /** What it had printed when it ended. */
  #printed: Buffer = Buffer.alloc(0);
  #isReady = false;
  #used = false;
  #isOver = false;

  constructor(library: LoadedLibrary, randomSeed: number, keeps = false) {
    this.#library = library;
    this.#keeps = keeps;
    this.#folder = mkdtempSync(path.join(library.folder, "process-"));
    const tree = path.join(this.#folder, "shown");
    this.#shown = new ShownFiles(tree);
    const outputFile = path.join(this.#folder, "output");
    this.#output = openSync(outputFile, "a");
    this.#loading = new InvocationRecord({ environment: {}, hiddenEnvironment: [], positions: false, randomSeed });
    this.#child = spawn(library.sandbox.bubblewrap, bubblewrapArguments(library, tree), {
      env: {},
      cwd: "/",
      // In a group of its own, of which nothing is left over when it is ended.
      detached: true,
      stdio: ["ignore", this.#output, this.#output, "pipe"],
    });
    live.add(this);
    this.#frames = new FrameStream(this.#child.stdio[3] as Duplex, library.memoryLimit);
    this.#ended = new Promise((resolve) => {
      const end = (how: string) => {
        if (this.#isOver) return;
        this.#isOver = true;
        live.delete(this);
        this.#printed = readFileSync(outputFile);
        closeSync(this.#output);
        rmSync(this.#folder, { recursive: true, force: true });
        // What kept the process from loading the library, in the words of who could not.
        const why = /^(?:silcrow|bwrap): (.{1,500})/m.exec(this.#printed.toString("utf8", 0, 65_536))?.[1];
        resolve(why === undefined || this.#isReady ? how : `${how}: ${why}`);
      };
      this.#child.once("error", (error) => end(`bubblewrap cannot be started: ${error.message}`));
      this.#child.once("exit", (code, signal) => end(describeEnd(code, signal)));
    });
  }

  get reusable(): boolean {
    return !this.#isOver && (this.#keeps || !this.#used);
  }

  /** What the library declares, as it says itself (docs/contracts.md §2.1); undefined when it does not come to that. */
  async declarations(): Promise<{ readonly declarations: Buffer } | { readonly problem: string }> {
    const result = await this.#exchange(this.#loading, frameKinds.ready);
    if (result.kind === "message") return { declarations: Buffer.from(result.bytes) };
    return { problem: result.kind === "trap" ? result.message : "it asks for something when it is loaded" };
  }

  async run(message: Uint8Array, record: InvocationRecord): Promise<CallResult> {
    this.#used = true;
    if (!this.#isReady) {
      const loaded = await this.#exchange(this.#loading, frameKinds.ready);
      for (const request of this.#loading.denied) record.deny(request);
      if (loaded.kind !== "message") return await this.#finish(loaded, record);
      this.#isReady = true;
      this.#shown.clear();
    }
    const request = new WireWriter();
    request.u(this.#library.sandbox.edition);
    request.u32(record.world.randomSeed);
    request.bytes(message);
    this.#frames.send(request.finish());
    return await this.#finish(await this.#exchange(record, frameKinds.message), record);
  }

  close(): void {
    // bubblewrap's own first process may not know yet that it is to end with bubblewrap: then the program behind it
    // ends because nobody is there any more.
    this.#frames.close();
    if (this.#isOver || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }

  /** Ends it, and waits until nothing is left of it. */
  async ended(): Promise<void> {
    this.close();
    await this.#ended;
  }

  /** Answers what the process asks until it has said what it was to say. */
  async #exchange(record: InvocationRecord, wanted: number): Promise<CallResult> {
    const stop: Stop = (reason) => {
      record.stopped ??= reason;
      throw new Stopped();
    };
    try {
      for (let frame = await this.#frames.next(); frame !== undefined; frame = await this.#frames.next()) {
        if (frame.kind === wanted) return { kind: "message", bytes: Uint8Array.from(frame.body) };
        const answer = answerQuestion(frame, record, this.#shown, stop);
        if (answer === undefined) return this.#give({ kind: "trap", message: `the process sent something that is no answer (${frame.kind})` });
        if (answer !== "none") this.#frames.send(answer);
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return this.#give({ kind: "stopped" });
    }
    // It may be alive still, and have closed the socket.
    const timer = setTimeout(() => this.close(), longestEnd);
    const message = await this.#ended;
    clearTimeout(timer);
    return { kind: "trap", message };
  }

  /** An end that the process had no say in. */
  #give(result: CallResult): CallResult {
    this.close();
    return result;
  }

  async #finish(result: CallResult, record: InvocationRecord): Promise<CallResult> {
    if (!this.#keeps) this.close();
    if (!this.reusable) await this.#ended;
    record.output.write(this.#isOver ? this.#printed : this.#takeOutput());
    if (!this.#isOver) this.#shown.clear();
    if (result.kind !== "trap") return result;
    // Rust's standard library says so before it aborts.
    const said = record.output.toString();
    if (/^thread .* has overflowed its stack$/m.test(said)) return { kind: "stack-overflow" };
    if (/^memory allocation of \d+ bytes failed/m.test(said)) return { kind: "out-of-memory" };
    return result;
  }

  #takeOutput(): Buffer {
    const printed = readFileSync(path.join(this.#folder, "output"));
    if (printed.length > 0) ftruncateSync(this.#output);
    return printed;
  }
}

/** Milliseconds from the last word of a process to its end. */
const longestEnd = 1000;

const live = new Set<ProcessInstance>();

/** Ends all processes of this thread. With the thread alone one that is just being made would not end. */
export function endProcesses(): void {
  for (const instance of live) instance.close();
}

class Stopped extends Error {}

/** bubblewrap ends with 128 and the number of the signal that ended the process inside. */
function describeEnd(code: number | null, signal: string | null): string {
  const number = code === null ? undefined : code - 128;
  const name = signal ?? Object.entries(constants.signals).find(([, each]) => each === number)?.[0];
  return name === undefined ? `the process ended by itself, with exit code ${code}` : `the process was ended by the signal ${name}`;
}
