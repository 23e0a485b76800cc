import type { Writable } from "node:stream";
import { oneLine, stripControl } from "#diagnostics";
import type { CommandContext } from "./context.ts";

export interface ShownProgress {
  step(text: string): void;
  /** Clears what is on the terminal; called before anything else is printed. */
  end(): void;
}

/**
 * Shows on standard error what long work is doing: one line that changes on a terminal, and in a
 * pipe one line for each new thing (what stands before a colon). Silent with `--quiet`.
 */
export function showProgress({ stderr, quiet }: CommandContext): ShownProgress {
  if (quiet) return silent;
  return stderr.isTTY === true ? changingLine(stderr) : linePerThing(stderr);
}

/** The same in lines that stay, for work that another program takes over the terminal from. */
export function showProgressLines({ stderr, quiet }: CommandContext): ShownProgress {
  return quiet ? silent : linePerThing(stderr);
}

const silent: ShownProgress = { step: () => {}, end: () => {} };

function changingLine(stderr: Writable & { readonly columns?: number }): ShownProgress {
  const clear = "\r\u001B[K";
  return {
    step(text) {
      const columns = Math.max((stderr.columns ?? 80) - 1, 20);
      stderr.write(clear + [...oneLine(text)].slice(0, columns).join(""));
    },
    end: () => void stderr.write(clear),
  };
}

function linePerThing(stderr: Writable): ShownProgress {
  let last = "";
  return {
    step(text) {
      const thing = (text.split(": ")[0] ?? text).replace(/ \(.*\)$/, "");
      if (thing === last) return;
      last = thing;
      stderr.write(`${stripControl(text)}\n`);
    },
    end: () => {},
  };
}
