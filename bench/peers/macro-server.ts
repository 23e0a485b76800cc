import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { TokenTree } from "#format";

/** A stream as rust-analyzer's protocol has it (version 6): rows of numbers, breadth first, and a table of texts. */
export interface FlatTree {
  readonly subtree: number[];
  readonly literal: number[];
  readonly punct: number[];
  readonly ident: number[];
  readonly token_tree: number[];
  readonly text: string[];
}

const delimiters = { none: 0, "(": 1, "{": 2, "[": 3 } as const;
const nothing = 0xffff_ffff;

/** All tokens get span 0. */
export function flatTree(trees: readonly TokenTree[]): FlatTree {
  const flat: FlatTree = { subtree: [], literal: [], punct: [], ident: [], token_tree: [], text: [] };
  const texts = new Map<string, number>();
  const text = (value: string): number => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    texts.set(value, flat.text.length);
    return flat.text.push(value) - 1;
  };
  const queue: { delimiter: keyof typeof delimiters; trees: readonly TokenTree[] }[] = [{ delimiter: "none", trees }];
  for (let index = 0; index < queue.length; index++) {
    const { delimiter, trees: children } = queue[index] as (typeof queue)[number];
    const low = flat.token_tree.length;
    for (const tree of children) flat.token_tree.push(leaf(tree));
    flat.subtree.push(0, 0, delimiters[delimiter], low, flat.token_tree.length);
  }
  return flat;

  function leaf(tree: TokenTree): number {
    switch (tree.kind) {
      case "group":
        return (queue.push(tree) - 1) << 2;
      case "literal": {
        const { kind, symbol } = literalParts(tree.text);
        return ((flat.literal.push(0, text(symbol), kind, nothing) / 4 - 1) << 2) | 1;
      }
      case "punct":
        return ((flat.punct.push(0, tree.char.codePointAt(0) ?? 0, tree.joint ? 1 : 0) / 3 - 1) << 2) | 2;
      case "ident":
        return ((flat.ident.push(0, text(tree.text), tree.raw ? 1 : 0) / 3 - 1) << 2) | 3;
    }
  }
}

/** Kind and content of the literals that derive input has: strings and whole numbers. */
function literalParts(written: string): { kind: number; symbol: string } {
  if (written.startsWith('"')) return { kind: 5, symbol: written.slice(1, -1) };
  if (/^[0-9][0-9_]*$/.test(written)) return { kind: 3, symbol: written };
  throw new Error(`this literal is not one of the benchmark's: ${written}`);
}

/** rust-analyzer's own macro server, which loads a natively compiled macro crate. One request at a time, as its client does. */
export class MacroServer {
  readonly #child: ChildProcess;
  readonly #waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];

  constructor(program: string) {
    this.#child = spawn(program, [], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, RUST_ANALYZER_INTERNALS_DO_NOT_USE: "this is unstable" },
    });
    createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      if (line.startsWith("{")) this.#waiting.shift()?.resolve(line);
    });
    const ended = (how: unknown): void => this.#waiting.splice(0).forEach(({ reject }) => reject(new Error(`the macro server ended: ${String(how)}`)));
    this.#child.on("error", ended).on("exit", ended);
  }

  ask(request: object): Promise<string> {
    const answer = new Promise<string>((resolve, reject) => void this.#waiting.push({ resolve, reject }));
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return answer;
  }

  async expand(library: string, name: string, body: FlatTree): Promise<string> {
    const answer = await this.ask({
      ExpandMacro: {
        lib: library, env: [["CARGO_PKG_VERSION_PATCH", "0"]], current_dir: null, macro_body: body, macro_name: name, attributes: null,
        has_global_spans: { def_site: 0, call_site: 0, mixed_site: 0 }, span_data_table: [1, 0, 0, 1, 0],
      },
    });
    if (!answer.includes('"Ok"')) throw new Error(`the macro server did not expand ${name}: ${answer.slice(0, 300)}`);
    return answer;
  }

  close(): void {
    this.#child.kill();
  }
}
