import type { OptionModel, ValueModel } from "../command-model.ts";
import { type CompletionRequest, ownOptions, partsOf, wordsFor } from "./completion-script.ts";

/** Completions for fish 3. */
export function fishCompletions(request: CompletionRequest): string {
  const { globals, commands } = partsOf(request);
  const value = (model: ValueModel): string => {
    const words = wordsFor(model, request);
    if (words !== undefined) return ` -a ${quoted(words.join(" "))}`;
    const call = { entry: "(__silcrow_names)", folder: "(__fish_complete_directories (commandline -ct))", revision: "(__silcrow_revisions)" }[model.kind as string];
    return call === undefined ? "" : ` -a ${quoted(call)}`;
  };
  const line = (condition: string, option: OptionModel): string => {
    const flags = `${option.short === undefined ? "" : ` -s ${option.short.slice(1)}`} -l ${option.long.replace(/^--/, "")}`;
    const takes = option.value === undefined ? "" : ` -x${value(option.value)}`;
    return `complete -c silcrow -n ${quoted(condition)}${flags}${takes} -d ${quoted(option.description)}`;
  };
  const lines = [
    ...globals.map((option) => line("__silcrow_own", option)),
    ...commands.map(({ name, summary }) => `complete -c silcrow -n '__silcrow_in ""' -a ${name} -d ${quoted(summary)}`),
    ...commands.flatMap((command) => {
      const condition = `__silcrow_in ${[command.name, command.alias].filter((name) => name !== undefined).join(" ")}`;
      if (command.passesOn) return [`complete -c silcrow -n ${quoted(condition)} -F`];
      const [argument] = command.arguments;
      const words = argument === undefined ? "" : value(argument);
      const positional = words === "" ? [] : [`complete -c silcrow -n ${quoted(condition)}${words}${argument?.kind === "entry" ? " -F" : ""}`];
      return [...ownOptions(command, globals).map((option) => line(condition, option)), ...positional];
    }),
  ];
  const withValue = globals.filter((option) => option.value !== undefined).flatMap(({ short, long }) => (short === undefined ? [long] : [short, long]));
  const passing = commands.filter(({ passesOn }) => passesOn).flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]));
  return `# Completions of silcrow for fish, made by \`silcrow completions fish\`.

# The command that is on the line; nothing while there is none.
function __silcrow_command
    set -l words (commandline -opc)
    set -l skip 0
    for word in $words[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case ${withValue.join(" ")}
                set skip 1
            case '-*'
            case '*'
                echo $word
                return
        end
    end
end

function __silcrow_in
    set -l words (commandline -opc)
    contains -- -- $words; and return 1
    set -l command (__silcrow_command)
    contains -- "$command" $argv
end

# Whether options of silcrow are understood here: behind cargo's commands they are cargo's.
function __silcrow_own
    set -l words (commandline -opc)
    contains -- -- $words; and return 1
    set -l command (__silcrow_command)
    not contains -- "$command" ${passing.join(" ")}
end

function __silcrow_names
    silcrow completions --names (commandline -ct) 2>/dev/null
end

function __silcrow_revisions
    git for-each-ref --format='%(refname:short)' 2>/dev/null
end

complete -c silcrow -f
${lines.join("\n")}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
