import type { Command } from "commander";

export interface AuditOptions {
  readonly since?: string;
  readonly deny?: readonly string[];
  readonly all?: true;
  readonly format: "text" | "json";
  readonly pager: boolean;
}

export interface ReviewOptions {
  readonly since?: string;
  readonly accept?: readonly string[];
  readonly question?: readonly string[];
  readonly note?: string;
  readonly withdraw?: readonly string[];
  readonly reviewer?: string;
  readonly require?: true;
  readonly html?: string;
  readonly markdown?: true;
  readonly sarif?: true;
  readonly limit: number;
  readonly format: "text" | "json";
}

export type ReviewRequest =
  | { readonly command: "audit"; readonly filter: string | undefined; readonly options: AuditOptions }
  | { readonly command: "review"; readonly options: ReviewOptions };

type Commander = typeof import("commander");

/** Declares the commands for people who answer for generated code. `run` is called with what the arguments mean. */
export function declareReviewCommands(
  { Option }: Commander,
  program: Command,
  notes: (examples: readonly string[], exits: string) => string,
  parseLimit: (text: string) => number,
  run: (request: ReviewRequest) => Promise<void>,
): void {
  // Which flags there are is known to the commands; help and mistakes elsewhere do without.
  const deny = () => new Option("--deny <what...>", "fail where there is such a flag: a severity and what is graver, or a flag");

  program
    .command("audit")
    .summary("list what deserves a second look in generated code")
    .description(
      "Flags constructs that an expansion has and its input did not: unsafe code, raw pointers, foreign functions,\n" +
        "files, network and processes, code from other files, invisible and confusable characters, and more.\n" +
        "docs/review.md has all flags. Each is of a severity: info (usual), warn or danger. What a project has looked\n" +
        "at it allows by macro in its configuration (`audit.allow`).",
    )
    .usage("[options] [filter]")
    .argument("[filter]", "a place, a name or a pattern (see `silcrow help show`)")
    .option("--since <revision>", "look only at entries that are other than in a git revision")
    .addOption(deny())
    .option("--all", "also notes (info) and what is allowed")
    .addOption(new Option("--format <form>", "what the output is").choices(["text", "json"]).default("text"))
    .option("--no-pager", "write straight to the terminal")
    .addHelpText(
      "after",
      notes(
        ["silcrow audit", "silcrow audit --deny danger", "silcrow audit --since main --deny warn lint-suppression"],
        "0 looked at, 1 there is something denied or nothing of that name, 2 could not run",
      ),
    )
    .action((filter: string | undefined, options: AuditOptions) => run({ command: "audit", filter, options }));

  program
    .command("review")
    .summary("go through generated code that nobody has reviewed yet")
    .description(
      "Shows on a terminal what nobody has accepted yet, similar changes together, and takes one key for each verb.\n" +
        "Without a terminal it lists the commands that do the same. Verdicts are of contents: an entry stays reviewed\n" +
        "when it moves or is laid out anew, and asks again when its code changes. They are in macro-cache/reviews.d, in\n" +
        "a file of each reviewer, to be committed. --html, --markdown and --sarif write what helps to review instead.",
    )
    .usage("[options]")
    .option("--since <revision>", "only what is other than in a git revision")
    .option("--accept <what...>", "accept entries: paths, names or patterns (see `silcrow help show`)")
    .option("--question <what...>", "mark entries with a question, which stands until you accept them")
    .option("--note <text>", "the question")
    .option("--withdraw <what...>", "take back what you said of entries")
    .option("--reviewer <name>", 'who reviews, as "Name <address>" (default: whom git would name as an author)')
    .option("--require", "for CI: fail while there is something that nobody has accepted, or a question")
    .option("--html <folder>", "write a site of static pages that needs no server and no network")
    .option("--markdown", "summarise what changed for a comment on a pull request (65 536 characters at most)")
    .option("--sarif", "print the flags as a SARIF 2.1.0 log")
    .addOption(new Option("--limit <n>", "most entries that the site has pages for").argParser(parseLimit).default(20_000))
    .addOption(new Option("--format <form>", "what the list is").choices(["text", "json"]).default("text"))
    .addHelpText(
      "after",
      notes(
        ["silcrow review", "silcrow review --accept 'app/*.Serialize'", "silcrow review --require --since origin/main", "silcrow review --html site --since main", "silcrow review --markdown --since main"],
        "0 done, 1 there is something to review (--require) or nothing of that name, 2 could not run",
      ),
    )
    .action((options: ReviewOptions) => run({ command: "review", options }));
}
