import type { Found } from "./file-view.ts";

/** A file or folder that the macro has opened. */
export interface OpenFile {
  readonly found: Found;
  /** Where the next read begins. */
  position: number;
}

/** Numbers below this are the standard streams and the root. */
const first = 4;
const most = 4096;

/** The descriptors of one invocation. */
export class FileTable {
  readonly #open = new Map<number, OpenFile>();

  /** The lowest free number; undefined when there are too many. */
  add(found: Found): number | undefined {
    for (let descriptor = first; descriptor < first + most; descriptor++) {
      if (this.#open.has(descriptor)) continue;
      this.#open.set(descriptor, { found, position: 0 });
      return descriptor;
    }
    return undefined;
  }

  get(descriptor: number): OpenFile | undefined {
    return this.#open.get(descriptor);
  }

  close(descriptor: number): boolean {
    return this.#open.delete(descriptor);
  }
}
