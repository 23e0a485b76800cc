import { inSingleQuotes } from "#diagnostics";
import type { CommandModel, ValueModel } from "../command-model.ts";
import { type CompletionRequest, flagsOf, ownOptions, partsOf, wordsFor } from "./completion-script.ts";

/** Completions for bash 3.2 and later, with nothing else installed. */
export function bashCompletions(request: CompletionRequest): string {
  const { globals, commands } = partsOf(request);
  const value = (model: ValueModel): string => {
    const words = wordsFor(model, request);
    if (words !== undefined) return words.length === 0 ? ":" : `_silcrow_add ${words.map(inSingleQuotes).join(" ")}`;
    return { entry: "_silcrow_names", folder: "_silcrow_files -d", revision: "_silcrow_revisions" }[model.kind as string] ?? ":";
  };
  const valueCases = [
    ...globals.flatMap((option) => (option.value === undefined ? [] : flagsOf(option).map((flag) => [`*" ${flag}"`, value(option.value!)]))),
    ...commands.flatMap((command) =>
      ownOptions(command, globals).flatMap((option) =>
        option.value === undefined ? [] : flagsOf(option).map((flag) => [`"${command.name} ${flag}"`, value(option.value!)]),
      ),
    ),
  ];
  const globalFlags = globals.flatMap(flagsOf);
  const commandCase = (command: CommandModel): string => {
    const names = [command.name, command.alias].filter((name) => name !== undefined).join("|");
    // Another program's arguments are completed like files.
    if (command.passesOn) return `        ${names}) _silcrow_files -f ;;`;
    const flags = [...ownOptions(command, globals).flatMap(flagsOf), ...globalFlags];
    const [argument] = command.arguments;
    const positional = argument === undefined ? ":" : value(argument);
    return `        ${names}) case $cur in -*) _silcrow_add ${flags.map(inSingleQuotes).join(" ")} ;; *) ${positional} ;; esac ;;`;
  };
  const withValue = globals.filter((option) => option.value !== undefined).flatMap(flagsOf);
  return `# Completions of silcrow for bash, made by \`silcrow completions bash\`.

_silcrow_add() {
    local word
    for word in "$@"; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
    done
}

_silcrow_lines() {
    local line
    while IFS= read -r line; do
        [[ $line == "$cur"* ]] && COMPREPLY+=("$line")
    done
}

_silcrow_files() {
    compopt -o filenames 2>/dev/null
    _silcrow_lines < <(compgen "$1" -- "$cur")
}

_silcrow_names() {
    _silcrow_lines < <(silcrow completions --names "$cur" 2>/dev/null)
    _silcrow_files -f
}

_silcrow_revisions() {
    # What bash puts on the line it does not quote, and a branch may have any name.
    _silcrow_lines < <(git for-each-ref --format='%(refname:short)' 2>/dev/null | LC_ALL=C grep -E '^[A-Za-z0-9_][A-Za-z0-9_./@-]*$')
}

_silcrow() {
    local cur=\${COMP_WORDS[COMP_CWORD]} flag=\${COMP_WORDS[COMP_CWORD - 1]} command= i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case \${COMP_WORDS[i]} in
            --) _silcrow_files -f; return ;;
            ${withValue.join("|")}) [[ \${COMP_WORDS[i + 1]} == = ]] && ((i++)); ((i++)) ;;
            -*) ;;
            *) [[ -z $command ]] && command=\${COMP_WORDS[i]} ;;
        esac
    done
    # \`--flag=value\` is three words here.
    if [[ $cur == = ]]; then
        cur=
    elif [[ $flag == = ]]; then
        flag=\${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case "$command $flag" in
${valueCases.map(([pattern, action]) => `        ${pattern}) ${action}; return ;;`).join("\n")}
    esac
    case $command in
        '') case $cur in -*) _silcrow_add ${globalFlags.map(inSingleQuotes).join(" ")} ;; *) _silcrow_add ${commands.map(({ name }) => name).join(" ")} ;; esac ;;
${commands.map(commandCase).join("\n")}
    esac
}

complete -F _silcrow silcrow
`;
}
