import type { Command } from "commander";
import type { ColorChoice } from "#diagnostics";
import type { CompilerView } from "#oracle";
import { cargoCommands } from "./cargo-commands.ts";
import { compilerViews, limitOptions, parseViews, parseWhole } from "./option-values.ts";
import { declareProjectCommands, type ProjectRequest } from "./project-command-line.ts";
import { declareReviewCommands, type ReviewRequest } from "./review-command-line.ts";

export interface GlobalOptions {
  readonly color: ColorChoice;
  readonly quiet?: true;
  readonly macroCacheDir?: string;
}

/** Of the commands that run macros. */
export interface LimitOptions {
  /** Seconds. */
  readonly deadline?: number;
  /** Bytes. */
  readonly memoryLimit?: number;
  readonly jobs?: number;
}

export interface EmitOptions extends LimitOptions {
  readonly optimize?: true;
  readonly keepUnused?: true;
  readonly relayout?: true;
  readonly format: "text" | "json";
}

export interface DoctorOptions {
  readonly format: "text" | "json";
}

export interface VerifyOptions extends LimitOptions {
  readonly all?: true;
  readonly since?: string;
  readonly json?: true;
  readonly seeds?: number;
  readonly strict?: true;
  readonly keepUnused?: true;
  readonly format: "text" | "json";
}

export interface CompareOptions {
  readonly release?: true;
  readonly profile?: string;
  readonly package?: readonly string[];
  readonly check?: true;
  readonly views: readonly CompilerView[];
  readonly format: "text" | "json";
}

export interface ShowOptions {
  readonly spans?: true;
  readonly expansion?: true;
  readonly invocation?: true;
  readonly format: "text" | "json";
  readonly limit: number;
  readonly pager: boolean;
}

export interface ListOptions {
  readonly by?: "macro" | "crate" | "module";
  readonly sort?: "path" | "macro" | "entries" | "lines" | "bytes" | "tokens";
  readonly format: "text" | "json";
}

export interface DiffOptions {
  readonly stat?: true;
  readonly format: "text" | "json";
  readonly exitCode?: true;
  readonly pager: boolean;
}

export interface WasmOptions {
  readonly format: "text" | "json";
}

/** What the user asked for. Arguments for cargo or rustc are not in it: see splitArguments. */
export type Request =
  | ProjectRequest
  | { readonly command: "setup" | "rustc" }
  | { readonly command: "doctor"; readonly options: DoctorOptions }
  | { readonly command: "emit"; readonly options: EmitOptions }
  | { readonly command: "verify"; readonly options: VerifyOptions }
  | { readonly command: "compare"; readonly options: CompareOptions }
  | { readonly command: "replay"; readonly cargoCommand: string }
  | { readonly command: "show"; readonly what: readonly string[]; readonly options: ShowOptions }
  | { readonly command: "list"; readonly filter: string | undefined; readonly options: ListOptions }
  | { readonly command: "diff"; readonly revision: string; readonly options: DiffOptions }
  | ReviewRequest
  | { readonly command: "wasm"; readonly what: string; readonly options: WasmOptions }
  | { readonly command: "explain"; readonly code: string };

type Commander = typeof import("commander");

/** The whole command line of silcrow. `run` is called once, with what the arguments mean. */
export function declareCommandLine(
  commander: Commander,
  version: string,
  run: (request: Request, globals: GlobalOptions) => Promise<void>,
): Command {
  const program = new commander.Command("silcrow");
  const globals = () => program.opts<GlobalOptions>();
  const format = () => new commander.Option("--format <form>", "what the output is").choices(["text", "json"]).default("text");
  const limits = limitOptions(commander);
  program
    .description(
      "A human-readable cache of Rust macro expansions: expand once in a sandbox, review the\n" +
        "expansions as text, build from the text without running macro code.",
    )
    .addOption(
      new commander.Option("--color <when>", "colour messages").choices(["auto", "always", "never"]).default("auto"),
    )
    .option("-q, --quiet", "say nothing but errors and results")
    .option("--macro-cache-dir <dir>", "folder of the macro cache (default: macro-cache in the workspace)")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "explain a command")
    .configureHelp({
      showGlobalOptions: true,
      minWidthToWrap: 20,
      subcommandTerm: (command) => `${command.name()} ${command.usage()}`.trim(),
      formatItem: (term, width, description, helper) => {
        const helpWidth = helper.helpWidth ?? 80;
        if (helpWidth >= 70) return commander.Help.prototype.formatItem.call(helper, term, width, description, helper);
        // A narrow terminal has no room for two columns.
        return `  ${term}\n${helper.boxWrap(description, helpWidth - 6).replace(/^/gm, "      ")}`;
      },
    })
    .usage("[options] <command> [arguments]")
    .addHelpText("after", programNotes);

  program
    .command("setup")
    .summary("get ready to emit")
    .description(
      "Finds what emit needs (a Rust compiler with the sources of its standard library, WASI's C library, a\n" +
        "WebAssembly linker) and builds once what is built once per compiler: silcrow's Rust parts and the\n" +
        "sandbox's standard library. They go to silcrow's folder in the user's cache (SILCROW_CACHE_HOME).",
    )
    .usage("[options]")
    .addHelpText("after", notes(["silcrow setup"], "0 ready, 2 something is missing or does not build"))
    .action(() => run({ command: "setup" }, globals()));

  program
    .command("doctor")
    .summary("show what is there, what is missing, and how to get it")
    .description("Lists what silcrow needs, what of it was found where, and for what is missing the next command to run.\nIn a project also what its macro crates ask for, are granted and have used. Changes nothing.")
    .usage("[options]")
    .addOption(format())
    .addHelpText("after", notes(["silcrow doctor", "silcrow doctor --format json"], "0 all is there, 1 something is missing"))
    .action((options: DoctorOptions) => run({ command: "doctor", options }, globals()));

  declareProjectCommands(commander, program, notes, run);

  program
    .command("emit")
    .summary("expand all macros in the sandbox and write the cache")
    .description(
      "Has cargo compile the project up to the expansion of its macros, runs each procedural macro in a\n" +
        "WebAssembly sandbox, and writes each expansion to the macro cache. Entries that are still right are not\n" +
        "touched; those that nothing uses any more are removed.\n" +
        "What stands behind -- says which macros: options of `cargo check`, or another command of cargo with its\n" +
        "options. Without it that is `check --workspace --all-targets`. Where the command is named, mistakes in types\n" +
        "are reported as well.",
    )
    .usage("[options] [-- <cargo arguments>]")
    .addOption(limits.deadline())
    .addOption(limits.memory())
    .addOption(limits.jobs())
    .option("--optimize", "compile macro crates with optimisation: slower once, faster from then on")
    .option("--keep-unused", "leave entries in place that nothing uses")
    .option("--relayout", "lay all entries out anew, from their own tokens; emit does so by itself after an upgrade of the layout")
    .addOption(format())
    .addHelpText(
      "after",
      notes(
        ["silcrow emit", "silcrow emit --deadline 60 -- --workspace --all-targets --features full", "silcrow emit -- test --doc"],
        "0 the cache is up to date, 1 something could not be expanded, 2 could not run",
      ),
    )
    .action((options: EmitOptions) => run({ command: "emit", options }, globals()));

  program
    .command("verify")
    .summary("expand everything again and compare with the committed cache")
    .description(
      "For CI: expands all macros again in the sandbox, without an answer from the macro cache, and compares the\n" +
        "cache with what they give: finds entries that were edited (also with a right checksum), are missing, stale,\n" +
        "unused or damaged, and macros.json when it is wrong. The cache is read only.\n" +
        "What stands behind -- says which macros, as for emit; give what was given to emit.",
    )
    .usage("[options] [-- <cargo arguments>]")
    .addOption(
      new commander.Option("--seeds <n>", "repeat each expansion with n random seeds, to find macros that depend on them").argParser(parseWhole(commander, 0, 32)),
    )
    .option("--all", "expand everything (the default)")
    .addOption(
      new commander.Option("--since <revision>", "take entries as right that this git revision has and that are unchanged").conflicts("all"),
    )
    .option("--strict", "count notes (names and descriptions that are out of date) as findings")
    .option("--keep-unused", "entries that nothing uses are no findings")
    .addOption(new commander.Option("--format <format>", "how to print the result").choices(["text", "json"]).default("text"))
    .option("--json", "the same as --format json")
    .addOption(limits.deadline())
    .addOption(limits.memory())
    .addOption(limits.jobs())
    .addHelpText(
      "after",
      notes(
        ["silcrow verify", "silcrow verify --since origin/main", "silcrow verify --seeds 5", "silcrow verify --format json -- --workspace --all-targets --features full"],
        "0 the cache is what the macros give, 1 findings, 2 could not run",
      ),
    )
    .action((options: VerifyOptions) => run({ command: "verify", options }, globals()));

  for (const { name, alias, summary, example } of cargoCommands) {
    const command = program
      .command(name)
      .summary(summary)
      .description(
        `Runs \`cargo ${name}\` with the macros answered from the macro cache; no macro crate is compiled or run.\n` +
          "All arguments behind the command go to cargo as they are; silcrow's own options stand before it.\n" +
          `The target directory is one of silcrow's own. \`silcrow ${name} --help\` shows cargo's help.`,
      )
      .usage("[cargo arguments]")
      .helpOption(false)
      .addHelpText("after", notes([example], "cargo's own; 1 or 2 when silcrow stopped before cargo started"))
      .action(() => run({ command: "replay", cargoCommand: name }, globals()));
    if (alias !== undefined) command.alias(alias);
  }

  program
    .command("compare")
    .summary("build with ordinary cargo and from the cache, and compare")
    .description(
      "Builds the project twice from nothing, from the macro cache and with ordinary cargo, in a folder of its own\n" +
        "below the target directory, and compares for each crate its expanded source, that with hygiene, its HIR and\n" +
        "its MIR (rustc is run with RUSTC_BOOTSTRAP=1 to print them), all messages of the compiler, and executables,\n" +
        "cdylibs and staticlibs byte for byte.\n" +
        "The ordinary build runs the project's macros and build scripts, outside any sandbox.",
    )
    .usage("[options] [-- <cargo arguments>]")
    .option("-r, --release", "compare release builds")
    .option("--profile <name>", "compare builds of a profile")
    .option("-p, --package <spec...>", "packages to build")
    .option("--check", "run cargo check: no artefacts are made and compared")
    .addOption(
      new commander.Option("--views <list>", "what rustc is to print of each unit, such as expanded,hir; or none")
        .argParser(parseViews(commander))
        .default(compilerViews, compilerViews.join(",")),
    )
    .addOption(new commander.Option("--format <format>", "how to print the result").choices(["text", "json"]).default("text"))
    .addHelpText(
      "after",
      notes(["silcrow compare", "silcrow compare --release -- --workspace --all-targets"], "0 equal, 1 different, 2 could not run"),
    )
    .action((options: CompareOptions) => run({ command: "compare", options }, globals()));

  program
    .command("rustc")
    .summary("expand or replay the macros of a single rustc call")
    .description(
      "Runs rustc with its arguments as they are, and two of silcrow's own among them:\n" +
        "  --emit=macros             expand the macros in the sandbox and write the cache\n" +
        "  --macro-cache-dir=<dir>   the cache that is written, or that macros are answered from\n" +
        "`--extern name=libname.wasm` names a macro crate that is compiled for the sandbox already.",
    )
    .usage("<rustc arguments>")
    .helpOption(false)
    .addHelpText(
      "after",
      notes(
        ["silcrow rustc main.rs --emit=macros --macro-cache-dir=macro-cache", "silcrow rustc main.rs --macro-cache-dir=macro-cache"],
        "rustc's own; 1 or 2 when silcrow stopped before rustc started",
      ),
    )
    .action(() => run({ command: "rustc" }, globals()));

  program
    .command("show")
    .summary("show what macros expand to")
    .description(
      "Shows entries of the macro cache: what was invoked, what it expands to, and what the scopes mean.\n" +
        "<what> is a place (`src/main.rs:12`), the name of a type, function or macro, an entry's path, or a pattern\n" +
        "over crate/module/Item.Macro (`*` any characters, `?` one; without either, a part of it is enough).\n" +
        "Reads the cache only; no compiler is needed.",
    )
    .usage("[options] <what>...")
    .argument("<what...>", "such as src/main.rs:12, Crab, Serialize, app/*.Parser")
    .option("--spans", "tell apart what comes from the invocation's tokens and what the macro made")
    .addOption(new commander.Option("--expansion", "print the expansion alone").conflicts("invocation"))
    .option("--invocation", "print the invocation alone")
    .addOption(format())
    .addOption(new commander.Option("--limit <n>", "most entries that are shown").argParser(parseWhole(commander, 1)).default(200))
    .option("--no-pager", "write straight to the terminal")
    .addHelpText(
      "after",
      notes(
        ["silcrow show src/main.rs:12", "silcrow show Crab --spans", "silcrow show 'store/*.instrument' --expansion"],
        "0 shown, 1 nothing of that name, 2 could not run",
      ),
    )
    .action((what: string[], options: ShowOptions) => run({ command: "show", what, options }, globals()));

  program
    .command("list")
    .summary("list macro invocations, their sizes and what they observed")
    .description(
      "Lists the entries of the macro cache, or those that <filter> fits (see `silcrow help show`), with the sizes of\n" +
        "their expansions and with what the macros observed beside their tokens.",
    )
    .usage("[options] [filter]")
    .argument("[filter]", "a place, a name or a pattern")
    .addOption(new commander.Option("--by <what>", "add up by macro, crate or module").choices(["macro", "crate", "module"]))
    .addOption(
      new commander.Option("--sort <column>", "order; numbers from the largest down").choices([
        "path",
        "macro",
        "entries",
        "lines",
        "bytes",
        "tokens",
      ]),
    )
    .addOption(format())
    .addHelpText(
      "after",
      notes(
        ["silcrow list", "silcrow list --by macro --sort tokens", "silcrow list src/main.rs --format json"],
        "0 listed, 1 nothing fits the filter, 2 could not run",
      ),
    )
    .action((filter: string | undefined, options: ListOptions) => run({ command: "list", filter, options }, globals()));

  program
    .command("diff")
    .summary("show what changed in generated code since a revision")
    .description(
      "Compares the macro cache with that of a git revision (HEAD if none is named), token by token: layout does not\n" +
        "count. Changes are grouped by cause (the macro was upgraded, its input changed …); one that is the same in\n" +
        "many places is shown once. git is asked for objects only; nothing that the repository configures is run.",
    )
    .usage("[options] [revision]")
    .argument("[revision]", "such as HEAD~1, main or v1.2.0", "HEAD")
    .option("--stat", "one line for each change, without the text")
    .addOption(format())
    .option("--exit-code", "exit with 1 if there are differences")
    .option("--no-pager", "write straight to the terminal")
    .addHelpText("after", notes(["silcrow diff", "silcrow diff main --stat"], "0 compared, 1 there are differences and --exit-code was given, 2 could not run"))
    .action((revision: string, options: DiffOptions) => run({ command: "diff", revision, options }, globals()));

  declareReviewCommands(commander, program, notes, parseWhole(commander, 1), (request) => run(request, globals()));

  program
    .command("wasm")
    .summary("show what a macro's module could ever ask for")
    .description(
      "Reads a macro that is compiled to WebAssembly: the macros in it, what it imports and what for, what it\n" +
        "exports, its sections. Nothing of it is run, so it may come from anywhere. A macro crate is one of the\n" +
        "project here, as an emit has compiled it; what stands behind -- says for which targets, as for emit.",
    )
    .usage("[options] inspect <file or macro crate> [-- <cargo arguments>]")
    .addArgument(new commander.Argument("<action>", "what to do").choices(["inspect"]))
    .argument("<module>", "a .wasm file, or a macro crate such as serde_derive")
    .addOption(format())
    .addHelpText("after", notes(["silcrow wasm inspect serde_derive", "silcrow wasm inspect ./macros.wasm --format json"], "0 shown, 1 it is not a macro's module, 2 no such file or macro crate"))
    .action((_action: string, what: string, options: WasmOptions) => run({ command: "wasm", what, options }, globals()));

  program
    .command("explain")
    .summary("explain an error code")
    .description("Prints what an error code means, how it comes about, and what to do.")
    .usage("<code>")
    .argument("<code>", "such as SC0201")
    .addHelpText("after", notes(["silcrow explain SC0201"], "0 explained, 2 no such code"))
    .action((code: string) => run({ command: "explain", code }, globals()));

  // Settings that commander hands down only to commands that it creates itself would be lost on
  // the way; they are the same for all.
  for (const command of [program, ...program.commands]) {
    command.exitOverride().allowExcessArguments(false).showSuggestionAfterError();
  }
  return program;
}

const programNotes = `
Examples:
  silcrow setup             once per machine
  silcrow emit              write macro-cache/, to be reviewed and committed
  silcrow build --release   build from macro-cache/

Exit codes: 0 fine, 1 findings, 2 could not run; commands of cargo pass on cargo's own.
\`cargo silcrow\` is the same program.`;

function notes(examples: readonly string[], exits: string): string {
  const title = examples.length > 1 ? "Examples:" : "Example:";
  return `\n${title}\n${examples.map((example) => `  ${example}`).join("\n")}\n\nExit codes: ${exits}`;
}
