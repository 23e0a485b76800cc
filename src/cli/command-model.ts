import type { Command, Option } from "commander";
import { findCargoCommand } from "./cargo-commands.ts";

/** The command line as data, for what is made from its definitions: completions and the manual page. */
export interface CommandModel {
  /** Empty for the program itself. */
  readonly name: string;
  readonly alias: string | undefined;
  readonly summary: string;
  readonly description: string;
  /** What follows the name. */
  readonly usage: string;
  /** Examples and exit codes. */
  readonly notes: string;
  readonly options: readonly OptionModel[];
  readonly arguments: readonly ValueModel[];
  /** Whether everything behind the command is another program's. */
  readonly passesOn: boolean;
}

export interface OptionModel {
  /** As in help: `-q, --quiet`. */
  readonly flags: string;
  readonly short: string | undefined;
  readonly long: string;
  readonly description: string;
  /** The description with choices and default. */
  readonly details: string;
  readonly value: ValueModel | undefined;
}

export interface ValueModel {
  /** As in help, without its brackets. */
  readonly name: string;
  readonly kind: ValueKind;
  /** For the kind `choice`. */
  readonly choices: readonly string[];
}

export type ValueKind = "choice" | "command" | "code" | "entry" | "flag" | "folder" | "revision" | "text";

/** What completes a value. A test sees to it that each value of the command line is in here. */
export const valueKinds: Readonly<Record<string, ValueKind>> = {
  "--deny": "flag",
  code: "code",
  command: "command",
  dir: "folder",
  filter: "entry",
  action: "text",
  module: "text",
  folder: "folder",
  list: "text",
  n: "text",
  name: "text",
  prefix: "text",
  revision: "revision",
  seconds: "text",
  size: "text",
  spec: "text",
  text: "text",
  what: "entry",
};

/** The program first, then its commands in the order of the help. */
export function commandModels(program: Command): CommandModel[] {
  const help = program.createHelp();
  return [program, ...help.visibleCommands(program)].map((command): CommandModel => {
    const name = command === program ? "" : command.name();
    return {
      name,
      alias: command.alias() || undefined,
      summary: command.summary(),
      description: command.description(),
      usage: command.usage(),
      notes: notesOf(command),
      options: help.visibleOptions(command).map((option) => optionModel(option, help.optionDescription(option))),
      arguments: command.registeredArguments.map((argument) => valueModel(argument.name(), undefined, argument.argChoices)),
      passesOn: name === "rustc" || findCargoCommand(name) !== undefined,
    };
  });
}

function optionModel(option: Option, details: string): OptionModel {
  const long = option.long ?? option.flags;
  const name = /[<[]([^\]>.]+)/.exec(option.flags)?.[1];
  return {
    flags: option.flags,
    short: option.short,
    long,
    description: option.description,
    details,
    value: name === undefined ? undefined : valueModel(name, long, option.argChoices),
  };
}

function valueModel(name: string, flag: string | undefined, choices: readonly string[] | undefined): ValueModel {
  if (choices !== undefined) return { name, kind: "choice", choices };
  return { name, kind: (flag === undefined ? undefined : valueKinds[flag]) ?? valueKinds[name] ?? "text", choices: [] };
}

/** Commander keeps what stands behind the help to itself until it prints it. */
function notesOf(command: Command): string {
  let text = "";
  const output = command.configureOutput();
  command.configureOutput({ ...output, writeOut: (part) => void (text += part) });
  command.outputHelp();
  command.configureOutput(output);
  return text.slice(text.search(/^(?:Examples?|Exit codes):/m)).trimEnd();
}
