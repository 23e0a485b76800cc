import type { CommandModel, OptionModel } from "../../src/cli/command-model.ts";

/** man/silcrow.1, from the definitions of the command line. Without a date, so that it is the same every day. */
export function printManPage(models: readonly CommandModel[], version: string): string {
  const [program, ...commands] = models;
  if (program === undefined) throw new TypeError("no program");
  const globals = new Set(program.options.map(({ long }) => long));
  const [first] = program.description.split(/(?<=\.)\s+|:\s+/);
  const lines = [
    `.TH SILCROW 1 "" "silcrow ${version}" "User Commands"`,
    ".SH NAME",
    `silcrow \\- ${text((first ?? "").replace(/\.$/, "").replace(/^A/, "a"))}`,
    ".SH SYNOPSIS",
    ".B silcrow",
    "[options] <command> [arguments]",
    ".br",
    ".B cargo silcrow",
    "[options] <command> [arguments]",
    ".SH DESCRIPTION",
    text(program.description.replaceAll("\n", " ")),
    ".SH OPTIONS",
    "They stand before the command, and for silcrow's own commands also behind it.",
    ...program.options.flatMap(option),
    ".SH COMMANDS",
    ...commands.flatMap((command) => [
      `.SS "${escape(`silcrow ${command.name} ${command.usage}`.trim())}"`,
      ...(command.alias === undefined ? [] : [text(`Short: silcrow ${command.alias}.`), ".PP"]),
      ...paragraph(command.description === "" ? command.summary : command.description),
      ...command.options.filter(({ long }) => !globals.has(long)).flatMap(option),
      ...notes(command.notes),
    ]),
    ".SH EXIT STATUS",
    text("0 fine, 1 findings, 2 could not run. Commands of cargo pass on cargo's own."),
    ".SH ENVIRONMENT",
    text("NO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE, PAGER, CARGO, RUSTC, RUSTC_WRAPPER, SILCROW_CACHE_HOME and SILCROW_SANDBOX_RUSTC; docs/configuration.md says what they do. `silcrow config` shows which are set."),
    ".SH FILES",
    ".TP",
    ".I macro-cache/",
    "The macro cache, in the root of the workspace.",
    ".TP",
    ".I silcrow.config.yaml",
    "The configuration, and other names for it; see docs/configuration.md.",
    ".SH SEE ALSO",
    ".BR cargo (1),",
    ".BR rustc (1)",
  ];
  return `${lines.join("\n")}\n`;
}

function option({ flags, details }: OptionModel): string[] {
  return [".TP", `.B ${text(flags)}`, text(details)];
}

/** Lines that are indented keep their shape; others are filled. */
function paragraph(description: string): string[] {
  const lines = description.split("\n");
  const out: string[] = [];
  let isExample = false;
  for (const line of lines) {
    if (line.startsWith(" ") !== isExample) {
      isExample = !isExample;
      out.push(isExample ? ".nf" : ".fi");
    }
    out.push(text(line));
  }
  return isExample ? [...out, ".fi"] : out;
}

function notes(lines: string): string[] {
  if (lines === "") return [];
  return [".PP", ".nf", ...lines.split("\n").map((line) => text(line)), ".fi"];
}

function text(line: string): string {
  const escaped = escape(line);
  // A line that begins with these would be a request.
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

function escape(line: string): string {
  return line.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll('"', "\\(dq").replaceAll("`", "\\(ga").replaceAll("'", "\\(aq")
    .replace(/[^\u0000-\u007F]/gu, (char) => `\\[u${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`);
}
