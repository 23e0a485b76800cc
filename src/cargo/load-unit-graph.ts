import { existsSync, mkdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { parseCargoArguments } from "./cargo-arguments.ts";
import { forgetFailedProbes } from "./forget-failed-probes.ts";
import { parseUnitGraph } from "./parse-unit-graph.ts";
import { captureCargo } from "./run-cargo.ts";
import type { UnitGraph } from "./unit-graph.ts";

export interface UnitGraphRequest {
  readonly cargo: string;
  /** The rustc that the build will use: cargo asks it for the target's properties. */
  readonly rustc: string;
  /** `build`, `check`, `test`, `run`, `bench`, `clippy`, `doc`, `rustc` or `rustdoc`, or cargo's short form of one. */
  readonly command: string;
  /** The user's arguments of that command. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /**
   * Where cargo keeps what it asked rustc about. A folder of its own spares the ordinary target
   * directory's notes, which are for another rustc and wrapper and would be asked for anew.
   */
  readonly targetDirectory?: string | undefined;
  /** Told what cargo says of its own work, such as downloads. */
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** The commands whose graph cargo can show. */
export const graphCommands = ["bench", "build", "check", "clippy", "doc", "run", "rustc", "rustdoc", "test"] as const;

/** The full name of one of those commands, or undefined. */
export function graphCommand(command: string): (typeof graphCommands)[number] | undefined {
  const full = ({ b: "build", c: "check", d: "doc", r: "run", t: "test" } as const)[command];
  return full ?? graphCommands.find((each) => each === command);
}

/**
 * Asks cargo what it would do. May download packages and write Cargo.lock just as the command
 * itself would. Throws SC0401 with cargo's own message.
 */
export async function unitGraph({ cargo, rustc, command, args, cwd, env, targetDirectory, onProgress }: UnitGraphRequest): Promise<UnitGraph> {
  const name = graphCommand(command);
  if (name === undefined) {
    throw new SilcrowError("SC0501", `\`cargo ${command}\` cannot be run from the cache`, {
      help: `the commands that can: ${graphCommands.join(", ")}`,
    });
  }
  const { own } = parseCargoArguments(args);
  // clippy is `check` under another compiler; arguments behind `--` are for programs, not for cargo.
  const graphArgs = name === "clippy" ? own.filter((arg) => !["--fix", "--no-deps", "--allow-dirty", "--allow-staged", "--allow-no-vcs"].includes(arg)) : own;
  const call = [name === "clippy" ? "check" : name, "--unit-graph", "-Z", "unstable-options", ...graphArgs];
  if (targetDirectory !== undefined) prepareForNotes(targetDirectory);
  const result = await captureCargo(
    // The flag is for this call alone: it must not reach the build, whose crates could see it.
    {
      cargo,
      args: call,
      cwd,
      env: {
        ...env,
        RUSTC: rustc,
        RUSTC_BOOTSTRAP: "1",
        RUSTC_WRAPPER: noWrapper(rustc),
        RUSTC_WORKSPACE_WRAPPER: noWrapper(rustc),
        ...(targetDirectory === undefined ? {} : { CARGO_TARGET_DIR: targetDirectory, CARGO_BUILD_BUILD_DIR: targetDirectory }),
      },
    },
    (line) => {
      if (/^\s*(?:Updating|Downloading|Downloaded|Locking|Adding|Blocking)\b/.test(line)) onProgress?.(line);
    },
  );
  // For `run`, cargo prints the graph and then fails because it has no program to run.
  const printed = name === "run" && result.stdout.startsWith("{");
  if (result.status !== 0 && !printed) {
    throw new SilcrowError("SC0401", `\`cargo ${command}\` failed before it built anything`, { notes: [result.stderr.trim()] });
  }
  const parsed = parseUnitGraph(result.stdout, rootResolver());
  if (parsed.kind === "graph") return parsed.graph;
  throw new SilcrowError("SC0401", `cargo's unit graph cannot be read: ${parsed.problem}`, {
    notes: [`asked with \`cargo ${call.join(" ")}\``],
    help: "update silcrow: this cargo is probably newer than it",
  });
}

/** cargo makes no folder for its notes; without one it keeps none. */
function prepareForNotes(targetDirectory: string): void {
  try {
    mkdirSync(targetDirectory, { recursive: true });
  } catch {
    // It works without.
  }
  forgetFailedProbes(targetDirectory);
}

/**
 * In place of the user's wrappers. With none (an empty name) cargo keeps no notes, and asks rustc three times for every
 * graph; so it is a program that does nothing but start the next one. To that a path with `=` would be a variable.
 */
function noWrapper(rustc: string): string {
  return existsSync("/usr/bin/env") && !rustc.includes("=") ? "/usr/bin/env" : "";
}

/** Resolves links in the path of a root's folder, as the wrapper does; the file's own name stays. */
function rootResolver(): (root: string) => string {
  const known = new Map<string, string>();
  return (root) => {
    const directory = path.dirname(root);
    let resolved = known.get(directory);
    if (resolved === undefined) {
      try {
        resolved = realpathSync.native(directory);
      } catch {
        // A root that is generated later, or missing: cargo will say what it thinks of it.
        resolved = directory;
      }
      known.set(directory, resolved);
    }
    return path.join(resolved, path.basename(root));
  };
}
