import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** A program on a terminal of its own, by way of `script` of util-linux. */
export class Terminal {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number>;
  #text = "";
  #seen = 0;

  constructor(command: string, { cwd, env, columns, rows }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly columns: number; readonly rows: number }) {
    const all = `stty cols ${columns} rows ${rows}; exec ${command}`;
    this.#child = spawn("script", ["-qefc", all, "/dev/null"], { cwd, env: { TERM: "xterm", SHELL: "/bin/sh", ...env } });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => (this.#text += text));
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once("error", (cause) => reject(new Error("`script` cannot be started: it is part of util-linux", { cause })));
      this.#child.once("close", (code) => resolve(code ?? 1));
    });
  }

  /** All that was written to the terminal. */
  get text(): string {
    return this.#text;
  }

  /** What was written since the last time, up to the text that is waited for. */
  async until(wanted: string | RegExp): Promise<string> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const fresh = this.#text.slice(this.#seen);
      const at = typeof wanted === "string" ? fresh.indexOf(wanted) : fresh.search(wanted);
      if (at >= 0) {
        const end = at + (typeof wanted === "string" ? wanted.length : wanted.exec(fresh)![0].length);
        this.#seen += end;
        return fresh.slice(0, end);
      }
      if (Date.now() > deadline) throw new Error(`the terminal never said ${String(wanted)}:\n${fresh}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** The exit code. */
  async end(): Promise<number> {
    return await this.#ended;
  }
}
