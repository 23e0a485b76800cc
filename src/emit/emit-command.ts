import { graphCommand } from "#cargo";

/** What cargo is asked to do, so that rustc meets the project's macros. */
export interface EmitCommand {
  readonly command: string;
  readonly args: readonly string[];
  /**
   * Whether it compiles everything in the workspace. Only then an entry that is not used is one that
   * nothing uses.
   */
  readonly isComplete: boolean;
  /** Whether what the command does beyond expanding macros was asked for: it was named. */
  readonly isNamed: boolean;
}

/**
 * The command from the user's arguments: none is `check --workspace --all-targets`; options alone are options
 * of `check`; a first word that is a command of cargo is that command.
 */
export function emitCommand(cargoArgs: readonly string[]): EmitCommand {
  const [first, ...rest] = cargoArgs;
  if (first === undefined) return { command: "check", args: ["--workspace", "--all-targets"], isComplete: true, isNamed: false };
  const isOption = first.startsWith("-");
  const command = isOption ? "check" : (graphCommand(first) ?? first);
  const args = isOption ? cargoArgs : rest;
  return { command, args, isComplete: isComplete(command, args), isNamed: !isOption };
}

function isComplete(command: string, args: readonly string[]): boolean {
  if (command !== "check" && command !== "build") return false;
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  const has = (...names: string[]): boolean => own.some((arg) => names.includes(arg.split("=", 1)[0] ?? ""));
  if (!has("--workspace", "--all") || !has("--all-targets")) return false;
  return !has("-p", "--package", "--exclude", "--no-default-features", "--target") && !own.some((arg) => /^-p./.test(arg));
}
