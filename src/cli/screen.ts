import { stripControl } from "#diagnostics";
import type { CommandContext } from "./context.ts";

/** Where a command that never ends shows its last result: on a terminal one screen, in a pipe line after line. */
export interface Screen {
  readonly isTerminal: boolean;
  /** A new result is on its way; the last one makes room for it. */
  begin(what: string): void;
  /** A part of the result. */
  readonly write: (text: string) => Promise<void>;
  /** The result is complete. After a failure its messages, which came before it, must stay in sight. */
  end(what: string, failed: boolean): void;
  note(text: string): void;
}

type Sized = { readonly isTTY?: boolean; readonly rows?: number; readonly columns?: number };

export function openScreen({ stdout, stderr, quiet }: CommandContext, clears: boolean): Screen {
  const isTerminal = stdout.isTTY === true && stderr.isTTY === true;
  let held = "";
  const say = (text: string) => void (quiet || text === "" || stderr.write(`${stripControl(text)}\n`));
  return {
    isTerminal,
    begin(what) {
      held = "";
      if (isTerminal && clears) stdout.write("\u001B[2J\u001B[H");
      say(what);
    },
    write: async (text) => {
      if (isTerminal && clears) held += text;
      else stdout.write(text);
    },
    end(what, failed) {
      if (held !== "") stdout.write(fitting(held, stdout as Sized, failed));
      held = "";
      say(what);
    },
    note: say,
  };
}

/** As much of a text as a screen has room for, and how much it is that it has no room for. */
function fitting(text: string, { rows = 24, columns = 80 }: Sized, failed: boolean): string {
  const lines = text.replace(/\n$/, "").split("\n");
  let room = Math.max(3, failed ? Math.floor(rows / 4) : rows - 5);
  let shown = 0;
  for (const line of lines) {
    const width = line.replace(/\u001B\[[0-9;]*m/g, "").length;
    room -= Math.max(1, Math.ceil(width / columns));
    if (room < 0) break;
    shown++;
  }
  const left = lines.length - shown;
  const more = left === 0 ? "" : `… ${left} more lines; \`silcrow diff\` compares with the last commit\n`;
  return lines.slice(0, shown).map((line) => `${line}\n`).join("") + more;
}
