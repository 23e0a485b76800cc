import { existsSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { ModuleTree, SourceFile } from "#source";

/** Source files of one emit, each read and scanned once. */
export class SourceFiles {
  private readonly files = new Map<string, SourceFile | undefined>();
  private readonly trees = new Map<string, ModuleTree>();

  /** Undefined when the file cannot be read. */
  open(path: string): SourceFile | undefined {
    if (this.files.has(path)) return this.files.get(path);
    const text = readText(path);
    const file = text === undefined ? undefined : new SourceFile(text);
    this.files.set(path, file);
    return file;
  }

  /** Modules of the crate that lead to a file; undefined when from no root any does. */
  modulesOf(roots: readonly string[], path: string): readonly string[] | undefined {
    const real = realPath(path);
    for (const root of roots) {
      let tree = this.trees.get(root);
      if (tree === undefined) this.trees.set(root, (tree = new ModuleTree(withSlashes(realPath(root)), readText)));
      const modules = tree.modulesOf(withSlashes(real));
      if (modules !== undefined) return modules;
    }
    return undefined;
  }
}

/** The compiler and cargo may reach one folder by different links. The file's own name stays. */
function realPath(path: string): string {
  try {
    return join(realpathSync.native(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * A source file's name for a cache entry: relative to its package, with `/`. For a file of another package
 * that package's folder name comes first, so that no path of this machine gets into the cache. A folder
 * around the package may have another name in the next clone; files there are reached with `../`.
 */
export function sourceName(path: string, packageDirectory: string): string {
  const inPackage = relative(packageDirectory, path);
  if (!leadsOut(inPackage)) return withSlashes(inPackage);
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    if (existsSync(resolve(directory, "Cargo.toml"))) {
      const isAround = !leadsOut(relative(directory, packageDirectory));
      return withSlashes(isAround ? inPackage : `${basename(directory)}/${relative(directory, path)}`);
    }
    if (dirname(directory) === directory) return basename(path);
  }
}

function leadsOut(path: string): boolean {
  return path === "" || path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
}

function withSlashes(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
