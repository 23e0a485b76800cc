import { access } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { parseCargoArguments, projectOptions } from "./cargo-arguments.ts";
import { captureCargo } from "./run-cargo.ts";

export interface Workspace {
  /** Absolute. */
  readonly root: string;
  /** cargo's own target directory, before silcrow's part is added. */
  readonly targetDirectory: string;
  readonly lockFile: string;
  /** Folders of its members. */
  readonly members: ReadonlySet<string>;
  /** The user's own RUSTC_WRAPPER, from the environment or cargo's configuration. */
  readonly wrapper: string | undefined;
}

export interface WorkspaceRequest {
  readonly cargo: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Where the project is. Resolves no dependencies and writes nothing. Throws SC0401. */
export async function findWorkspace({ cargo, args, cwd, env }: WorkspaceRequest): Promise<Workspace> {
  const { own, targetDirectory } = parseCargoArguments(args);
  const [metadata, wrapper] = await Promise.all([
    captureCargo({ cargo, args: ["metadata", "--no-deps", "--format-version", "1", ...projectOptions(own)], cwd, env }),
    findWrapper({ cargo, args, cwd, env }),
  ]);
  if (metadata.status !== 0) {
    throw new SilcrowError("SC0401", "cargo cannot describe the project", { notes: [metadata.stderr.trim()] });
  }
  const json = JSON.parse(metadata.stdout) as WorkspaceMetadata;
  return {
    root: json.workspace_root,
    members: new Set(json.packages.map(({ manifest_path }) => path.dirname(manifest_path))),
    targetDirectory: targetDirectory === undefined ? json.target_directory : path.resolve(cwd, targetDirectory),
    lockFile: env["CARGO_RESOLVER_LOCKFILE_PATH"] || path.join(json.workspace_root, "Cargo.lock"),
    wrapper,
  };
}

interface WorkspaceMetadata {
  readonly workspace_root: string;
  readonly target_directory: string;
  readonly packages: readonly { readonly manifest_path: string }[];
}

async function findWrapper({ cargo, args, cwd, env }: WorkspaceRequest): Promise<string | undefined> {
  if (env["RUSTC_WRAPPER"] !== undefined) return env["RUSTC_WRAPPER"] || undefined;
  const options = projectOptions(parseCargoArguments(args).own);
  if (!(await mayBeConfigured(options, cwd, env))) return undefined;
  const configuration = options.flatMap((arg, index, all) =>
    arg.startsWith("--config") ? [arg, ...(arg === "--config" ? [all[index + 1] ?? ""] : [])] : [],
  );
  const call = ["-Z", "unstable-options", ...configuration, "config", "get", "--format", "json-value", "build.rustc-wrapper"];
  const result = await captureCargo({ cargo, args: call, cwd, env: { ...env, RUSTC_BOOTSTRAP: "1" } });
  // Unset is an error to cargo.
  if (result.status !== 0) return undefined;
  const value: unknown = JSON.parse(result.stdout);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether cargo reads any configuration at all. Most projects have none, and to ask cargo takes as long as to build nothing. */
async function mayBeConfigured(options: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  if (env["CARGO_BUILD_RUSTC_WRAPPER"] !== undefined || options.some((option) => /^(?:--config|-C)/.test(option))) return true;
  const folders = [env["CARGO_HOME"] ? path.resolve(cwd, env["CARGO_HOME"]) : path.join(env["HOME"] || os.homedir(), ".cargo")];
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    folders.push(path.join(folder, ".cargo"));
    if (folder === path.dirname(folder)) break;
  }
  const files = folders.flatMap((folder) => ["config.toml", "config"].map((name) => path.join(folder, name)));
  const found = await Promise.all(files.map((file) => access(file).then(() => true, () => false)));
  return found.includes(true);
}
