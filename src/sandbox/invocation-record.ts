import type { CargoFacts } from "./cargo-questions.ts";
import { FileTable } from "./file-table.ts";
import { FileView } from "./file-view.ts";
import type { FileWorld, Observed } from "./types.ts";

/** What a macro may see of the world outside its tokens. */
export interface World {
  readonly environment: Readonly<Record<string, string>>;
  readonly hiddenEnvironment: readonly string[];
  readonly files?: FileWorld | undefined;
  readonly cargo?: CargoFacts | undefined;
  /** Whether the message holds the positions of the spans. */
  readonly positions: boolean;
  readonly randomSeed: number;
}

/** What the guest did with the host during one invocation. Reset between invocations, never shared. */
export class InvocationRecord {
  readonly world: World;
  readonly environment = new Map<string, string | null>();
  readonly denied = new Set<string>();
  readonly output = new OutputText();
  readonly files: FileView;
  /** How often texts that the macro had parsed name each root, by what `parsed` calls the text. */
  readonly parsedNames = new Map<string, number[]>();
  /** What the macro has open. */
  readonly table = new FileTable();
  position = false;
  spanDebug = false;
  sourceText = false;
  /** Why the host ended the run, where it did. */
  stopped: "positions-wanted" | { readonly trap: string } | undefined;
  /** The message of a panic, reported before unwinding. */
  panic: string | undefined;
  random: number;

  constructor(world: World) {
    this.world = world;
    this.random = world.randomSeed >>> 0;
    const knows = (name: string) => [...this.environment.values()].some((value) => value?.startsWith(name));
    this.files = new FileView(world.files ?? { places: { roots: [] }, cwd: "/", granted: [] }, (request) => this.deny(request), knows);
  }

  deny(request: string): void {
    if (this.denied.size < mostDenied) this.denied.add(request.slice(0, longestRequest));
  }

  observed(): Observed {
    return {
      env: Object.fromEntries([...this.environment].sort(([a], [b]) => (a < b ? -1 : 1))),
      position: this.position,
      spanDebug: this.spanDebug,
      sourceText: this.sourceText,
      ...this.files.observed(),
      sawVirtualNames: this.files.sawVirtualNames,
    };
  }
}

const mostDenied = 100;
const longestRequest = 1000;

/** Standard output and error of a macro, in the order of the writes; what is beyond 64 KiB is dropped. */
class OutputText {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #cut = false;

  write(bytes: Uint8Array): void {
    const room = bytes.subarray(0, 65_536 - this.#length);
    if (room.length < bytes.length) this.#cut = true;
    if (room.length === 0) return;
    this.#chunks.push(room.slice());
    this.#length += room.length;
  }

  toString(): string {
    if (this.#length === 0) return "";
    const text = new TextDecoder().decode(Buffer.concat(this.#chunks));
    return this.#cut ? `${text}\n… (more output was dropped)\n` : text;
  }
}
