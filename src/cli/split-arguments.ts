import { findCargoCommand } from "./cargo-commands.ts";

export interface SplitArguments {
  /** For silcrow: global options, the command, and the command's own options. */
  readonly own: readonly string[];
  /** For the program behind the command, untouched; undefined when nothing was handed on. */
  readonly passed: readonly string[] | undefined;
}

/**
 * Takes silcrow's arguments apart from those of cargo and rustc, before any of them is interpreted:
 * everything behind a cargo command or `rustc`, and for silcrow's own commands all behind `--`.
 * `globalsWithValue` are the options before the command that take the next argument as their value.
 */
export function splitArguments(argv: readonly string[], globalsWithValue: readonly string[]): SplitArguments {
  const command = commandIndex(argv, globalsWithValue);
  const name = command === undefined ? undefined : argv[command];
  if (command !== undefined && name !== undefined && (name === "rustc" || findCargoCommand(name) !== undefined)) {
    return { own: argv.slice(0, command + 1), passed: argv.slice(command + 1) };
  }
  const dashes = argv.indexOf("--");
  return dashes < 0 ? { own: argv, passed: undefined } : { own: argv.slice(0, dashes), passed: argv.slice(dashes + 1) };
}

function commandIndex(argv: readonly string[], globalsWithValue: readonly string[]): number | undefined {
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? "";
    if (argument === "--") return undefined;
    if (globalsWithValue.includes(argument)) index++;
    // Help is silcrow's own when it is asked for before the command.
    else if (argument === "--help" || argument === "-h") return undefined;
    else if (!argument.startsWith("-")) return index;
  }
  return undefined;
}
