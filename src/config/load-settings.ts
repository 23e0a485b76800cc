import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { checkSettings } from "./check-settings.ts";
import type { LoadedSettings, PolicyInForce } from "./settings.ts";

/** Data formats, in the order in which a folder is searched. */
const dataPlaces = [
  "silcrow.config.json",
  "silcrow.config.yaml",
  "silcrow.config.yml",
  ".silcrowrc",
  ".silcrowrc.json",
  ".silcrowrc.yaml",
  ".silcrowrc.yml",
  "package.json",
];
/** Looked for only to be refused: silently ignoring one would leave its author guessing. */
const codePlaces = ["silcrow.config", ".silcrowrc"].flatMap((name) =>
  [".js", ".ts", ".cjs", ".mjs"].map((extension) => name + extension),
);

/**
 * The configuration that holds for a folder: the nearest one on the way up to the outermost cargo
 * project, and none beyond it. Policies hold from all of them, or a file in a folder of its own could
 * undo what the project's root demands. Only data is read; configuration that is code is an SC0503, and one
 * that is not valid an SC0502.
 */
export async function loadSettings(cwd: string): Promise<LoadedSettings> {
  const policies: PolicyInForce[] = [];
  let nearest: Pick<LoadedSettings, "settings" | "file"> | undefined;
  for (const folder of foldersUpToProject(path.resolve(cwd))) {
    // Nearly always there is nothing; the library is not even loaded then.
    if (!mayHaveSettings(folder)) continue;
    const found = await searchFolder(folder);
    if (found === null) continue;
    const { file } = found;
    const checked = checkSettings(found.content, file);
    if (checked.kind === "invalid") {
      throw new SilcrowError("SC0502", `${file} is not a valid configuration`, { notes: checked.problems });
    }
    const { settings } = checked;
    nearest ??= { settings, file };
    if (settings.policy !== undefined) policies.push({ policy: settings.policy, file });
  }
  return { ...(nearest ?? { settings: {}, file: undefined }), policies };
}

/**
 * Policies in force, with those that hold for the root of the workspace: it may lie elsewhere than above the folder
 * that the settings were looked for in.
 */
export async function withPoliciesOf(root: string, policies: readonly PolicyInForce[] = []): Promise<readonly PolicyInForce[]> {
  const known = new Set(policies.map(({ file }) => file));
  const others = (await loadSettings(root)).policies.filter(({ file }) => !known.has(file));
  return [...policies, ...others];
}

/**
 * A file further up, in a shared temporary folder say, was not put there by the project: the search
 * ends at the outermost folder with a Cargo.toml that is not beyond the repository.
 */
function foldersUpToProject(cwd: string): string[] {
  const folders: string[] = [];
  let projectAt = 0;
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (existsSync(path.join(folder, "Cargo.toml"))) projectAt = folders.length - 1;
    if (existsSync(path.join(folder, ".git")) || path.dirname(folder) === folder) break;
  }
  return folders.slice(0, projectAt + 1);
}

/** The folder that a project's configuration belongs into; undefined outside of any cargo project. */
export function projectFolder(cwd: string): string | undefined {
  const folder = foldersUpToProject(path.resolve(cwd)).at(-1)!;
  return existsSync(path.join(folder, "Cargo.toml")) ? folder : undefined;
}

function mayHaveSettings(folder: string): boolean {
  for (const place of [...codePlaces, ...dataPlaces]) {
    const file = path.join(folder, place);
    if (!isFile(file)) continue;
    if (place !== "package.json" || readFileSync(file, "utf8").includes('"silcrow"')) return true;
  }
  return false;
}

async function searchFolder(folder: string): Promise<{ content: unknown; file: string } | null> {
  const explorer = await createExplorer();
  try {
    const result = await explorer.search(folder);
    return result === null ? null : { content: result.isEmpty === true ? null : result.config, file: result.filepath };
  } catch (error) {
    if (error instanceof SilcrowError) throw error;
    const file = (error as { filepath?: unknown }).filepath;
    throw new SilcrowError("SC0502", `${typeof file === "string" ? file : folder} cannot be read as configuration`, { cause: error });
  }
}

/**
 * cosmiconfig itself is configurable by the folder that it is created in, also with code
 * (`.config/config.cjs`). It is therefore created in an empty folder of our own, searches nothing
 * but the folder that it is told, and every loader of a code format throws.
 */
async function createExplorer() {
  const { cosmiconfig, defaultLoaders } = await import("cosmiconfig");
  const data = (load: (file: string, content: string) => unknown) => (file: string, content: string) =>
    withoutImports(load(file, content), file);
  const back = process.cwd();
  const empty = mkdtempSync(path.join(os.tmpdir(), "silcrow-"));
  process.chdir(empty);
  try {
    return cosmiconfig("silcrow", {
      searchPlaces: [...codePlaces, ...dataPlaces],
      searchStrategy: "none",
      ignoreEmptySearchPlaces: false,
      cache: false,
      loaders: {
        ".json": data(defaultLoaders[".json"]),
        ".yaml": data(defaultLoaders[".yaml"]),
        ".yml": data(defaultLoaders[".yml"]),
        noExt: data(defaultLoaders.noExt),
        ".js": refuse,
        ".ts": refuse,
        ".cjs": refuse,
        ".mjs": refuse,
      },
    });
  } finally {
    process.chdir(back);
    rmSync(empty, { recursive: true, force: true });
  }
}

function refuse(file: string): never {
  throw new SilcrowError("SC0503", `${file} is code, and silcrow does not run code from the project that it is about to sandbox`);
}

/** The library would follow `$import` to any file on the machine. */
function withoutImports(content: unknown, file: string): unknown {
  const holder = path.basename(file) === "package.json" ? (content as Record<string, unknown> | null)?.["silcrow"] : content;
  if (typeof holder === "object" && holder !== null && Object.hasOwn(holder, "$import")) {
    throw new SilcrowError("SC0502", `${file} is not a valid configuration`, { notes: ["`$import` is not supported"] });
  }
  if (typeof content === "object" && content !== null && Object.hasOwn(content, "$import")) {
    const { $import: _, ...own } = content as Record<string, unknown>;
    return own;
  }
  return content;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
