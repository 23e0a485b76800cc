import { StringDecoder } from "node:string_decoder";
import { stripControl } from "#diagnostics";
import type { Progress } from "#toolchain";
import type { HostEvents } from "./expansion-host.ts";

export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/**
 * Says on standard error what an emit is doing: one line on a terminal that is written over again and again,
 * nothing in a pipe. Output of cargo and of macros goes through here, so that the line does not get into it.
 */
export class EmitProgress implements Progress, HostEvents {
  private readonly stream: OutputStream;
  private readonly isShown: boolean;
  private readonly isQuiet: boolean;
  private expansions = 0;
  private line = "";
  private shownAt = 0;
  private readonly decoder = new StringDecoder("utf8");
  /** The beginning of a line of others whose end has not arrived. */
  private unfinished = "";

  constructor(stream: OutputStream, isQuiet: boolean) {
    this.stream = stream;
    this.isQuiet = isQuiet;
    this.isShown = stream.isTTY === true && !isQuiet;
  }

  /** Long work that is not an expansion, such as compiling for the sandbox. */
  step(text: string): void {
    if (this.isShown) this.show(text);
    else if (!this.isQuiet) this.stream.write(`${text}\n`);
  }

  expanding(crate: string, macroName: string): void {
    this.expansions += 1;
    // Redrawing for each of thousands of expansions would cost more than they do.
    if (!this.isShown || performance.now() - this.shownAt < 50) return;
    this.show(`expanding ${macroName} in ${crate} (${this.expansions})`);
  }

  output(macroName: string, text: string): void {
    void macroName;
    this.pass(stripControl(text.endsWith("\n") ? text : `${text}\n`));
  }

  /** Writes text of others by whole lines, clear of the progress line. */
  pass(text: string | Uint8Array): void {
    const arrived = this.unfinished + (typeof text === "string" ? text : this.decoder.write(Buffer.from(text)));
    const end = arrived.lastIndexOf("\n") + 1;
    this.unfinished = arrived.slice(end);
    if (end === 0) return;
    this.clear();
    this.stream.write(arrived.slice(0, end));
  }

  /** A line that stays, also in a pipe; not when asked to be quiet. */
  summary(text: string): void {
    this.finish();
    if (!this.isQuiet) this.stream.write(`${text}\n`);
  }

  /** Takes the progress line away and writes what is left of others. */
  finish(): void {
    this.clear();
    if (this.unfinished !== "") this.stream.write(this.unfinished);
    this.unfinished = "";
  }

  clear(): void {
    if (this.line === "") return;
    this.stream.write("\r\u001B[K");
    this.line = "";
  }

  private show(text: string): void {
    const width = Math.max(20, (this.stream.columns ?? 80) - 1);
    this.line = `  silcrow: ${stripControl(text)}`.slice(0, width);
    this.shownAt = performance.now();
    this.stream.write(`\r\u001B[K${this.line}`);
  }
}
