import { readdirSync, readFileSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export interface SourceLines {
  /** `src/lib.rs:12`, from the project's folder. */
  readonly place: string;
  /** The line of the call and some around it, with numbers. */
  readonly lines: readonly string[];
  /** Where cargo keeps the macro's package, if it is there. */
  readonly macroSource: string | undefined;
}

interface Called {
  readonly source_file?: string | undefined;
  readonly expand_linenum: number;
  readonly macro_package?: string | undefined;
}

const around = 2;
const deepest = 3;
const mostFolders = 2000;
const largestSource = 4 * 1024 * 1024;

/** Finds the source of a call. Entries name it relative to its package, which may be anywhere in the workspace. */
export function findSourceLines(cacheDirectory: string, env: NodeJS.ProcessEnv, { source_file, expand_linenum, macro_package }: Called): SourceLines | undefined {
  if (source_file === undefined || path.isAbsolute(source_file) || source_file.split(/[\\/]/).includes("..")) return undefined;
  const project = path.dirname(cacheDirectory);
  const file = packagesBelow(project)
    .map((folder) => path.join(folder, source_file))
    .find((candidate) => isSource(candidate));
  if (file === undefined) return undefined;
  const text = readFileSync(file, "utf8").split("\n");
  const first = Math.max(1, expand_linenum - around);
  const lines = text.slice(first - 1, expand_linenum + around).map((line, index) => `${first + index === expand_linenum ? ">" : " "} ${String(first + index).padStart(4)}  ${line}`);
  return { place: `${path.relative(project, file).split(path.sep).join("/")}:${expand_linenum}`, lines, macroSource: registrySource(macro_package, env) };
}

/** Folders with a Cargo.toml, the nearest first. */
function packagesBelow(project: string): string[] {
  const found: string[] = [];
  const open: [string, number][] = [[project, 0]];
  for (let steps = 0; open.length > 0 && steps < mostFolders; steps++) {
    const [folder, depth] = open.shift()!;
    if (statSync(path.join(folder, "Cargo.toml"), { throwIfNoEntry: false })?.isFile() === true) found.push(folder);
    if (depth === deepest) continue;
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory() && !/^(?:\.|target$|node_modules$|macro-cache$)/.test(entry.name)) open.push([path.join(folder, entry.name), depth + 1]);
      }
    } catch {
      // What cannot be read has no source to show.
    }
  }
  return found;
}

function isSource(file: string): boolean {
  const status = statSync(file, { throwIfNoEntry: false });
  return status?.isFile() === true && status.size <= largestSource;
}

function registrySource(macroPackage: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const [, name, version] = /^([\w-]+) ([\w.+-]+)$/.exec(macroPackage ?? "") ?? [];
  if (name === undefined) return undefined;
  const sources = path.join(env["CARGO_HOME"] ?? path.join(env["HOME"] ?? os.homedir(), ".cargo"), "registry/src");
  try {
    return readdirSync(sources)
      .map((registry) => path.join(sources, registry, `${name}-${version}`))
      .find((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true);
  } catch {
    return undefined;
  }
}
