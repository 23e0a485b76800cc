import type { CommandModel, OptionModel, ValueModel } from "../command-model.ts";

/** What a script for a shell is made from. */
export interface CompletionRequest {
  /** The program first. */
  readonly models: readonly CommandModel[];
  /** Error codes, for `explain`. */
  readonly codes: readonly string[];
  /** What `--deny` takes. */
  readonly flags: readonly string[];
}

export interface CompletionParts {
  readonly globals: readonly OptionModel[];
  readonly commands: readonly CommandModel[];
}

export function partsOf({ models: [program, ...commands] }: CompletionRequest): CompletionParts {
  return { globals: program?.options ?? [], commands };
}

/** Words that are all that a value may be; undefined where there is more to it. */
export function wordsFor({ kind, choices }: ValueModel, { codes, flags, models }: CompletionRequest): readonly string[] | undefined {
  switch (kind) {
    case "choice":
      return choices;
    case "code":
      return codes;
    case "flag":
      return flags;
    case "command":
      return models.slice(1).map(({ name }) => name);
    default:
      return undefined;
  }
}

/** Options of a command that are its own: the global ones are offered by themselves. */
export function ownOptions(command: CommandModel, globals: readonly OptionModel[]): readonly OptionModel[] {
  return command.options.filter(({ long }) => !globals.some((global) => global.long === long));
}

/** `-q` and `--quiet`. */
export function flagsOf({ short, long }: OptionModel): readonly string[] {
  return short === undefined ? [long] : [short, long];
}
