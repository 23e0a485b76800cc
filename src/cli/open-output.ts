import type { CommandContext } from "./context.ts";

export interface Output {
  /** Resolves when more can be written. */
  readonly write: (text: string) => Promise<void>;
  /** Resolves when all is out, with a pager when the user has left it. */
  readonly end: () => Promise<void>;
}

/**
 * Where a long text goes: on a terminal through the user's pager (PAGER, or less), else to standard output. The
 * pager starts with the first text. `PAGER=` and `PAGER=cat` mean none.
 */
export function openOutput({ stdout, env }: CommandContext, wantsPager: boolean): Output {
  const pager = (env["PAGER"] ?? "less -R").trim();
  if (!wantsPager || stdout.isTTY !== true || pager === "" || pager === "cat" || env["TERM"] === "dumb") return plainOutput(stdout);
  let opened: Promise<Output> | undefined;
  const open = (): Promise<Output> => (opened ??= openPager(pager, env).then((output) => output ?? plainOutput(stdout)));
  return { write: async (text) => await (await open()).write(text), end: async () => await (await opened)?.end() };
}

function plainOutput(stdout: CommandContext["stdout"]): Output {
  return {
    write: async (text) => {
      if (stdout.write(text)) return;
      await new Promise<void>((resolve) => void stdout.once("drain", resolve));
    },
    end: async () => {},
  };
}

/** Undefined when the pager cannot be started. */
async function openPager(command: string, env: NodeJS.ProcessEnv): Promise<Output | undefined> {
  const { spawn } = await import("node:child_process");
  // PAGER is a command of the shell, for every program that reads it. A text that fits the screen needs no keys.
  const child = spawn(command, { shell: true, stdio: ["pipe", "inherit", "inherit"], env: { LESS: "FRX", ...env } });
  let isOpen = true;
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => {
      isOpen = false;
      resolve();
    });
    child.once("error", () => {
      isOpen = false;
      resolve();
    });
  });
  const { stdin } = child;
  // Who leaves the pager early has seen enough.
  stdin.on("error", () => {});
  const started = await new Promise<boolean>((resolve) => {
    child.once("spawn", () => resolve(true));
    child.once("error", () => resolve(false));
  });
  if (!started) return undefined;
  return {
    write: async (text) => {
      if (!isOpen || stdin.destroyed || stdin.write(text)) return;
      await Promise.race([new Promise<void>((resolve) => void stdin.once("drain", resolve)), closed]);
    },
    end: async () => {
      stdin.end();
      await closed;
    },
  };
}
