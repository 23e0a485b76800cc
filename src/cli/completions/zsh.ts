import { inSingleQuotes } from "#diagnostics";
import type { CommandModel, OptionModel, ValueModel } from "../command-model.ts";
import { type CompletionRequest, flagsOf, ownOptions, partsOf, wordsFor } from "./completion-script.ts";

/** Completions for zsh: to be read after compinit, or put into a folder of fpath as \`_silcrow\`. */
export function zshCompletions(request: CompletionRequest): string {
  const { globals, commands } = partsOf(request);
  const value = (model: ValueModel): string => {
    const words = wordsFor(model, request);
    if (words !== undefined) return words.length === 0 ? ":" : `compadd -- ${words.map(inSingleQuotes).join(" ")}`;
    return { entry: "_silcrow_names", folder: "_files -/", revision: "_silcrow_revisions" }[model.kind as string] ?? ":";
  };
  const described = (options: readonly OptionModel[]): string =>
    options.flatMap((option) => flagsOf(option).map((flag) => inSingleQuotes(`${flag}:${option.description}`))).join(" ");
  const cases = [
    ...globals.flatMap((option) => (option.value === undefined ? [] : flagsOf(option).map((flag) => [`*' ${flag}'`, value(option.value!)]))),
    ...commands.flatMap((command) =>
      ownOptions(command, globals).flatMap((option) =>
        option.value === undefined ? [] : flagsOf(option).map((flag) => [`'${command.name} ${flag}'`, value(option.value!)]),
      ),
    ),
  ];
  const commandCase = (command: CommandModel): string => {
    const names = [command.name, command.alias].filter((name) => name !== undefined).join("|");
    if (command.passesOn) return `    (${names}) _files ;;`;
    const [argument] = command.arguments;
    const options = described([...ownOptions(command, globals), ...globals]);
    return `    (${names})
      if [[ $PREFIX == -* ]]; then
        described=(${options})
        _describe -o option described
      else
        ${argument === undefined ? ":" : value(argument)}
      fi ;;`;
  };
  const withValue = globals.filter((option) => option.value !== undefined).flatMap(flagsOf);
  return `#compdef silcrow
# Completions of silcrow for zsh, made by \`silcrow completions zsh\`.

_silcrow_names() {
  local -a names
  names=("\${(@f)$(silcrow completions --names "$PREFIX" 2>/dev/null)}")
  compadd -a names
  _files
}

_silcrow_revisions() {
  local -a names
  names=("\${(@f)$(git for-each-ref --format='%(refname:short)' 2>/dev/null)}")
  compadd -a names
}

_silcrow() {
  local command= flag= i
  local -a described
  for ((i = 2; i < CURRENT; i++)); do
    case $words[i] in
      (--) _files; return ;;
      (${withValue.join("|")}) ((i++)) ;;
      (-*) ;;
      (*) [[ -z $command ]] && command=$words[i] ;;
    esac
  done
  flag=$words[CURRENT-1]
  if [[ $PREFIX == --*=* ]]; then
    flag=\${PREFIX%%=*}
    compset -P '*='
  fi
  case "$command $flag" in
${cases.map(([pattern, action]) => `    (${pattern}) ${action}; return ;;`).join("\n")}
  esac
  case $command in
    ('')
      if [[ $PREFIX == -* ]]; then
        described=(${described(globals)})
        _describe -o option described
      else
        described=(${commands.map(({ name, summary }) => inSingleQuotes(`${name}:${summary}`)).join(" ")})
        _describe command described
      fi ;;
${commands.map(commandCase).join("\n")}
  esac
}

if [[ $funcstack[1] == _silcrow ]]; then
  _silcrow "$@"
else
  compdef _silcrow silcrow
fi
`;
}
