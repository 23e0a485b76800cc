import { spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
import type { ReadStream, WriteStream } from "node:tty";
import type { SessionTerminal } from "#approval";
import type { CommandContext } from "./context.ts";
import { openOutput } from "./open-output.ts";

/** The terminal that the program was started on, for a session that takes single keys. */
export function openTerminal(context: CommandContext): SessionTerminal & { close(): void } {
  const stdin = context.stdin as ReadStream;
  const stdout = context.stdout as WriteStream;
  let waiting: ((key: string | undefined) => void) | undefined;
  const typed: string[] = [];
  let isAtEnd = false;
  const give = (key: string | undefined): void => {
    const taker = waiting;
    waiting = undefined;
    if (taker !== undefined) taker(key);
    else if (key !== undefined) typed.push(key);
  };
  const onData = (chunk: Buffer): void => {
    // Arrows and other keys come as sequences; they mean nothing here, and their letters must not either.
    for (const key of chunk.toString("utf8").replace(/\u001B(?:\[[0-?]*[ -/]*[@-~]|O.|.)?/g, "")) give(key);
  };
  const onEnd = (): void => {
    isAtEnd = true;
    give(undefined);
  };
  const listen = (): void => {
    stdin.setRawMode(true);
    stdin.on("data", onData);
    stdin.on("end", onEnd);
    stdin.resume();
  };
  const release = (): void => {
    stdin.off("data", onData);
    stdin.off("end", onEnd);
    if (!stdin.destroyed) stdin.setRawMode(false);
    stdin.pause();
  };
  /** Lets another program, or a line editor, have the terminal. */
  const lend = async <Result>(use: () => Promise<Result>): Promise<Result> => {
    release();
    try {
      return await use();
    } finally {
      listen();
    }
  };
  listen();
  return {
    get columns() {
      return stdout.columns ?? 80;
    },
    get rows() {
      return stdout.rows ?? 24;
    },
    write: (text) => void stdout.write(text),
    key: async () => {
      if (typed.length > 0) return typed.shift();
      if (isAtEnd) return undefined;
      return await new Promise<string | undefined>((resolve) => (waiting = resolve));
    },
    line: (prompt) =>
      lend(async () => {
        const reader = createInterface({ input: stdin, output: stdout, terminal: true, historySize: 0 });
        try {
          return await new Promise<string | undefined>((resolve) => {
            reader.once("SIGINT", () => resolve(undefined));
            reader.once("close", () => resolve(undefined));
            reader.question(prompt).then(resolve, () => resolve(undefined));
          });
        } finally {
          reader.close();
        }
      }),
    page: (text) =>
      lend(async () => {
        const output = openOutput(context, true);
        await output.write(text);
        await output.end();
      }),
    edit: (file) =>
      lend(async () => {
        const editor = context.env["VISUAL"] || context.env["EDITOR"] || "vi";
        await new Promise<void>((resolve) => {
          // The variable is a command of the shell for every program that reads it; the file is only ever an argument.
          const child = spawn("/bin/sh", ["-c", `${editor} "$@"`, "editor", file], { stdio: "inherit", cwd: context.cwd, env: context.env });
          child.once("error", () => resolve());
          child.once("close", () => resolve());
        });
      }),
    close: release,
  };
}
