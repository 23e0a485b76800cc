/** What is known of the package that uses a macro, for macros that ask cargo. Folders are those that macros see. */
export interface CargoFacts {
  /** Folder of the package. */
  readonly package: string;
  /** Folder of the workspace that it is a member of; its own where it is in none. */
  readonly workspace: string;
}

/** A program that a macro wants run, as the standard library tells it. */
export interface ProgramRequest {
  /** `spawn` where the macro wants to see it run, and `output` where its output is all that it wants. */
  readonly how: string;
  /** Where it shall run; absolute. */
  readonly cwd: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** What a macro gets for the variable CARGO: a name, for there is nothing to run. */
export const cargoProgram = "cargo";

/**
 * What cargo would print about where the package and its workspace are; undefined for every other question, and where
 * it is asked about another package. Of `cargo metadata --no-deps` it is the folder of the workspace alone: who looks
 * for more does not find it.
 */
export function answerOfCargo({ how, cwd, program, args }: ProgramRequest, facts: CargoFacts | undefined): string | undefined {
  if (facts === undefined || how !== "output" || program !== cargoProgram) return undefined;
  const [command, ...rest] = args;
  const options = new Map<string, string>();
  for (let index = 0; index < rest.length; index += 1) {
    const [, name, value] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(rest[index] as string) ?? [];
    if (name === undefined) return undefined;
    options.set(name, value ?? (withValue.has(name) ? (rest[(index += 1)] ?? "") : ""));
  }
  const manifest = options.get("--manifest-path");
  const folder = manifest === undefined || manifest === "Cargo.toml" ? cwd : manifest.replace(/\/Cargo\.toml$/, "");
  // From the workspace's folder a package is not found that lies elsewhere.
  if (folder !== facts.package && folder !== facts.workspace) return undefined;
  const known = knownOptions.get(command ?? "");
  if (known === undefined || ![...options.keys()].every((name) => known.has(name))) return undefined;
  if (command === "metadata") {
    if (options.get("--format-version") !== "1" || !options.has("--no-deps")) return undefined;
    return `${JSON.stringify({ version: 1, workspace_root: facts.workspace })}\n`;
  }
  const found = `${options.has("--workspace") ? facts.workspace : folder}/Cargo.toml`;
  const format = options.get("--message-format") ?? "json";
  return format === "plain" ? `${found}\n` : format === "json" ? `${JSON.stringify({ root: found })}\n` : undefined;
}

const withValue: ReadonlySet<string> = new Set(["--manifest-path", "--message-format", "--format-version"]);

const harmless = ["--manifest-path", "--offline", "--locked", "--frozen", "--quiet"];

const knownOptions: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["locate-project", new Set([...harmless, "--workspace", "--message-format"])],
  ["metadata", new Set([...harmless, "--no-deps", "--format-version"])],
]);
