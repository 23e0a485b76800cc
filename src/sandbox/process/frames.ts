import type { Duplex } from "node:stream";

export interface Frame {
  readonly kind: number;
  readonly body: Buffer;
}

/** What a process sends (docs/contracts.md §2.1). */
export const frameKinds = {
  ready: 1,
  message: 2,
  variable: 3,
  workingDirectory: 4,
  look: 5,
  list: 6,
  observe: 7,
  parsedNames: 8,
  panicked: 9,
  change: 10,
  program: 11,
} as const;

/** Frames of a process, one after another. */
export class FrameStream {
  readonly #stream: Duplex;
  readonly #longest: number;
  #chunks: Buffer[] = [];
  #length = 0;
  #ended = false;
  #wake: () => void = () => {};

  /** A frame longer than `longest` bytes counts as the end. */
  constructor(stream: Duplex, longest: number) {
    this.#stream = stream;
    this.#longest = longest;
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    // A process that ends while something is sent to it is seen by its end.
    stream.on("error", end).on("end", end).on("close", end);
    stream.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      this.#wake();
    });
  }

  /** The next frame; undefined when there is none any more. */
  async next(): Promise<Frame | undefined> {
    const header = await this.#take(4);
    const length = header?.readUInt32LE() ?? 0;
    if (length === 0 || length > this.#longest) return undefined;
    const frame = await this.#take(length);
    return frame === undefined ? undefined : { kind: frame[0] ?? 0, body: frame.subarray(1) };
  }

  send(body: Uint8Array): void {
    const header = Buffer.alloc(4);
    header.writeUInt32LE(body.length);
    this.#stream.write(Buffer.concat([header, body]));
  }

  /** Says no more, and hears no more. */
  close(): void {
    this.#stream.destroy();
  }

  async #take(length: number): Promise<Buffer | undefined> {
    while (this.#length < length) {
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#length -= length;
    this.#chunks = this.#length === 0 ? [] : [all.subarray(length)];
    return all.subarray(0, length);
  }
}
