import { parseSize } from "#config";
import type { CompilerView } from "#oracle";

type Commander = typeof import("commander");

/** Options of the commands that run macros. */
export function limitOptions(commander: Commander) {
  const { Option } = commander;
  return {
    deadline: () => new Option("--deadline <seconds>", "time that one invocation may take").argParser(parseDeadline(commander)),
    memory: () => new Option("--memory-limit <size>", "memory that one macro may use, such as 512MiB").argParser(parseMemoryLimit(commander)),
    jobs: () => new Option("--jobs <n>", "macros that run at the same time").argParser(parseWhole(commander, 1, 256)),
  };
}

function parseDeadline({ InvalidArgumentError }: Commander): (text: string) => number {
  return (text) => {
    const seconds = Number(text.replace(/s$/, ""));
    if (text.trim() === "" || !Number.isFinite(seconds) || seconds <= 0) {
      throw new InvalidArgumentError("It must be a number of seconds above 0.");
    }
    return seconds;
  };
}

function parseMemoryLimit({ InvalidArgumentError }: Commander): (text: string) => number {
  return (text) => {
    const bytes = parseSize(text);
    if (bytes === undefined) throw new InvalidArgumentError("It must be a size between 1MiB and 4GiB, such as 512MiB.");
    return bytes;
  };
}

/** Whole numbers from one to another. */
export function parseWhole({ InvalidArgumentError }: Commander, least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const number = Number(text);
    if (text.trim() === "" || !Number.isInteger(number) || number < least || number > most) throw new InvalidArgumentError(`It must be a whole number ${range}.`);
    return number;
  };
}

/** The views of `compare`, with commas between them. */
export function parseViews({ InvalidArgumentError }: Commander): (text: string) => CompilerView[] {
  return (text) => {
    const names = text === "none" ? [] : text.split(",");
    const views = compilerViews.filter((view) => names.includes(view));
    if (views.length < names.length) throw new InvalidArgumentError(`It must be "none", or some of ${compilerViews.join(",")}.`);
    return views;
  };
}

/** In the order in which the compiler comes to them. */
export const compilerViews: readonly CompilerView[] = ["expanded", "hygiene", "hir", "mir"];
