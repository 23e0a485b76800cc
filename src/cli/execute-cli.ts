import path from "node:path";
import { type ColorChoice, renderError, SilcrowError, useColor } from "#diagnostics";
import { declareCommandLine, type GlobalOptions, type Request } from "./command-line.ts";
import type { CliContext, CommandContext } from "./context.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { splitArguments } from "./split-arguments.ts";

/**
 * Runs silcrow with its arguments (without node and the script) and returns the exit code. Nothing
 * is read from or written to the process itself, except by the programs that a command starts.
 */
export async function executeCli(argv: readonly string[], context: CliContext, version: string): Promise<number> {
  try {
    return await interpret(argv, context, version);
  } catch (error) {
    context.stderr.write(renderError(error, { color: useColor(colorChoice(argv), context.stderr, context.env) }));
    return exitCodeOf(error);
  }
}

async function interpret(argv: readonly string[], context: CliContext, version: string): Promise<number> {
  const commander = await import("commander");
  let exitCode: number = exitCodes.fine;
  let passed: readonly string[] | undefined;
  const program = declareCommandLine(commander, version, async (request, globals) => {
    exitCode = await run(request, passed, commandContext(context, globals, version));
  });
  for (const command of [program, ...program.commands]) {
    command.configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      // Help in answer to a wrong command line; commander's error lines are rendered by us.
      writeErr: (text) => void context.stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => Math.min(columnsOf(context.stdout) ?? helpWidth, helpWidth),
      getErrHelpWidth: () => Math.min(columnsOf(context.stderr) ?? helpWidth, helpWidth),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  }
  const split = splitArguments(
    argv,
    program.options.filter((option) => option.required).flatMap((option) => [option.short, option.long].filter((flag) => flag != null)),
  );
  passed = split.passed;
  try {
    await program.parseAsync(split.own, { from: "user" });
  } catch (error) {
    if (!(error instanceof commander.CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.fine;
    if (error.code === "commander.help") return exitCodes.couldNotRun;
    throw new SilcrowError("SC0501", error.message.replace(/^error: /, ""), {
      help: split.passed === undefined ? undefined : "arguments for cargo stand behind `--`; see `silcrow help <command>`",
    });
  }
  return exitCode;
}

/** As long as a terminal has room for it, help is the same text everywhere. */
const helpWidth = 110;

async function run(request: Request, passed: readonly string[] | undefined, context: CommandContext): Promise<number> {
  // Each command pulls in a good part of the program; only the one that runs is loaded.
  switch (request.command) {
    case "setup":
      rejectPassed(request.command, passed);
      return (await import("./commands/setup.ts")).setup(context);
    case "doctor":
      rejectPassed(request.command, passed);
      return (await import("./commands/doctor.ts")).doctor(request.options, context);
    case "init":
      rejectPassed(request.command, passed);
      return (await import("./commands/init.ts")).init(request.options, context);
    case "config":
      rejectPassed(request.command, passed);
      return (await import("./commands/config.ts")).config(request.options, context);
    case "watch":
      return (await import("./commands/watch.ts")).watch(request.options, passed ?? [], context);
    case "completions": {
      rejectPassed(request.command, passed);
      const { completions, completeNames } = await import("./commands/completions.ts");
      return "names" in request ? completeNames(request.names, context) : completions(request.shell, context);
    }
    case "wasm":
      return (await import("./commands/wasm-inspect.ts")).wasmInspect(request.what, request.options, passed ?? [], context);
    case "explain":
      rejectPassed(request.command, passed);
      return (await import("./commands/explain.ts")).explain(request.code, context);
    case "emit":
      return (await import("./commands/emit.ts")).emitCommand(request.options, passed ?? [], context);
    case "verify":
      return (await import("./commands/verify.ts")).verifyCommand(request.options, passed ?? [], context);
    case "compare":
      return (await import("./commands/compare.ts")).compare(request.options, passed ?? [], context);
    case "replay":
      return (await import("./commands/replay.ts")).replayCommand(request.cargoCommand, passed ?? [], context);
    case "show":
      rejectPassed(request.command, passed);
      return (await import("./commands/show.ts")).show(request.what, request.options, context);
    case "list":
      rejectPassed(request.command, passed);
      return (await import("./commands/list.ts")).list(request.filter, request.options, context);
    case "diff":
      rejectPassed(request.command, passed);
      return (await import("./commands/diff.ts")).diff(request.revision, request.options, context);
    case "audit":
      rejectPassed(request.command, passed);
      return (await import("./commands/audit.ts")).audit(request.filter, request.options, context);
    case "review":
      rejectPassed(request.command, passed);
      return (await import("./commands/review.ts")).review(request.options, context);
    case "rustc":
      return (await import("./commands/rustc.ts")).rustcCommand(passed ?? [], context);
  }
}

/** Undefined for what is no terminal. */
function columnsOf({ isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number }): number | undefined {
  return isTTY === true && columns !== undefined && columns > 0 ? columns : undefined;
}

function rejectPassed(command: string, passed: readonly string[] | undefined): void {
  if (passed === undefined || passed.length === 0) return;
  throw new SilcrowError("SC0501", `\`silcrow ${command}\` takes no arguments behind \`--\``);
}

function commandContext(context: CliContext, globals: GlobalOptions, version: string): CommandContext {
  const { stdout, stderr, cwd, env } = context;
  return {
    stdout,
    stderr,
    get stdin() {
      return context.stdin;
    },
    cwd,
    env,
    version,
    color: useColor(globals.color, stderr, env),
    colorOutput: useColor(globals.color, stdout, env),
    columns: columnsOf(stdout),
    quiet: globals.quiet === true,
    cacheDir: globals.macroCacheDir === undefined ? undefined : path.resolve(cwd, globals.macroCacheDir),
  };
}

/** The choice of colours must be known also when the command line as a whole is not understood. */
function colorChoice(argv: readonly string[]): ColorChoice {
  for (const [index, argument] of argv.entries()) {
    if (argument === "--") break;
    const value = argument === "--color" ? argv[index + 1] : argument.startsWith("--color=") ? argument.slice(8) : undefined;
    if (value === "always" || value === "never") return value;
  }
  return "auto";
}
