import type { Command } from "commander";
import type { GlobalOptions } from "./command-line.ts";
import { parseWhole } from "./option-values.ts";

export interface InitOptions {
  readonly yes?: true;
  /** False with --no-git-attributes. */
  readonly gitAttributes: boolean;
}

export interface ConfigOptions {
  readonly schema?: true;
  readonly format: "text" | "json";
}

export interface WatchOptions {
  readonly optimize?: true;
  readonly poll?: true;
  readonly serve?: true;
  readonly port?: number;
  /** False with --no-clear. */
  readonly clear: boolean;
}

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

export type ProjectRequest =
  | { readonly command: "completions"; readonly shell: Shell }
  | { readonly command: "completions"; readonly names: string }
  | { readonly command: "watch"; readonly options: WatchOptions }
  | { readonly command: "init"; readonly options: InitOptions }
  | { readonly command: "config"; readonly options: ConfigOptions };

/** Declares the commands that set a project up and accompany work on it. */
export function declareProjectCommands(
  commander: typeof import("commander"),
  program: Command,
  notes: (examples: readonly string[], exits: string) => string,
  run: (request: ProjectRequest, globals: GlobalOptions) => Promise<void>,
): void {
  const { Argument, InvalidArgumentError, Option } = commander;
  const globals = () => program.opts<GlobalOptions>();

  program
    .command("init")
    .summary("write a configuration file for the project")
    .description(
      "Asks where the macro cache shall be and what emit shall expand, and writes silcrow.config.yaml, in which\n" +
        "each setting is explained, into the workspace's root. Tells git that the cache has LF line ends, reads like\n" +
        "Rust and is not merged line by line (.gitattributes). silcrow needs no configuration: this is for those who\n" +
        "want one.",
    )
    .usage("[options]")
    .option("-y, --yes", "ask nothing, take the default for each question")
    .option("--no-git-attributes", "leave .gitattributes alone")
    .addHelpText("after", notes(["silcrow init", "silcrow init --yes"], "0 written, 2 there is a configuration already, or no project"))
    .action((options: InitOptions) => run({ command: "init", options }, globals()));

  program
    .command("config")
    .summary("show what is configured, and where it comes from")
    .description(
      "Lists the settings that are in force here, each with where it comes from: the configuration file, an option on\n" +
        "this command line, the environment, or silcrow's default. Paths are absolute, sizes are bytes.",
    )
    .usage("[options]")
    .option("--schema", "print the JSON Schema of the configuration, for editors")
    .addOption(new Option("--format <form>", "what the output is").choices(["text", "json"]).default("text"))
    .addHelpText("after", notes(["silcrow config", "silcrow config --format json"], "0 shown, 2 the configuration is not valid"))
    .action((options: ConfigOptions) => run({ command: "config", options }, globals()));

  program
    .command("watch")
    .summary("emit on every change, and show what it does to generated code")
    .description(
      "Runs emit, then again after each change of a source file, a manifest, Cargo.lock, a macro crate of the\n" +
        "workspace or the configuration, and shows what is new, changed and gone since the run before. One run at a\n" +
        "time: what changes meanwhile leads to one more. In a pipe each run is a few lines.\n" +
        "What stands behind -- says which macros, as for emit.",
    )
    .usage("[options] [-- <cargo arguments>]")
    .option("--optimize", "compile macro crates with optimisation: slower once, faster from then on")
    .option("--poll", "look at the files from time to time, where the file system reports no changes")
    .option("--no-clear", "leave earlier runs on the terminal")
    .option("--serve", "serve the site of `silcrow review --html` to this machine, with pages that reload themselves")
    .addOption(new Option("--port <n>", "port for --serve; a free one by default").implies({ serve: true }).argParser(parseWhole(commander, 1, 65_535)))
    .addHelpText(
      "after",
      notes(["silcrow watch", "silcrow watch --serve", "silcrow watch -- --package app", "silcrow --quiet watch | tee changes.txt"], "0 ended by a signal such as Ctrl-C, 2 could not run"),
    )
    .action((options: WatchOptions) => run({ command: "watch", options }, globals()));

  program
    .command("completions")
    .summary("print completions for a shell")
    .description(
      "Prints a script that completes silcrow's commands, options and values, and the names of entries:\n" +
        "  bash  echo 'source <(silcrow completions bash)' >> ~/.bashrc\n" +
        "  zsh   silcrow completions zsh > a folder of $fpath, as _silcrow; or source it after compinit\n" +
        "  fish  silcrow completions fish > ~/.config/fish/completions/silcrow.fish",
    )
    .usage("<shell>")
    .addArgument(new Argument("[shell]", "bash, zsh or fish").choices(shells))
    .addOption(new Option("--names <prefix>", "print names of entries, for the scripts").hideHelp())
    .addHelpText("after", notes(["silcrow completions bash"], "0 printed, 2 no such shell"))
    .action((shell: Shell | undefined, { names }: { names?: string }) => {
      if (names !== undefined) return run({ command: "completions", names }, globals());
      if (shell === undefined) throw new InvalidArgumentError("missing argument: bash, zsh or fish");
      return run({ command: "completions", shell }, globals());
    });
}
