import { posix } from "node:path";
import { moduleDeclarations, type ModuleDeclaration } from "./module-declarations.ts";
import { SourceFile } from "./source-file.ts";

/** Gives a file's text, or undefined when there is no such file. */
export type ReadSource = (path: string) => string | undefined;

/**
 * The files of one crate and the modules they hold, found by following `mod` declarations from the crate's
 * root. Files are read when a question needs them and once each.
 */
export class ModuleTree {
  private readonly read: ReadSource;
  private readonly modules = new Map<string, readonly string[]>();
  private readonly pending: PendingFile[];

  /** `root` is an absolute path with `/`. */
  constructor(root: string, read: ReadSource) {
    this.read = read;
    const directory = posix.dirname(root);
    this.pending = [{ file: root, modules: [], childDirectory: directory }];
  }

  /** Names of the modules from the crate's root down to the file, or undefined when no declaration leads to it. */
  modulesOf(file: string): readonly string[] | undefined {
    while (!this.modules.has(file) && this.pending.length > 0) this.visit(this.takeNearest(file));
    return this.modules.get(file);
  }

  /** The file that is most likely on the way: the one itself, then one whose modules live in a folder above it. */
  private takeNearest(file: string): PendingFile {
    let best = 0;
    let bestScore = -1;
    for (const [index, candidate] of this.pending.entries()) {
      const score =
        candidate.file === file
          ? Number.POSITIVE_INFINITY
          : file.startsWith(`${candidate.childDirectory}/`)
            ? candidate.childDirectory.length
            : 0;
      if (score > bestScore) {
        best = index;
        bestScore = score;
      }
    }
    const [taken] = this.pending.splice(best, 1);
    if (taken === undefined) throw new Error("takeNearest needs a pending file");
    return taken;
  }

  private visit(pending: PendingFile): void {
    if (this.modules.has(pending.file)) return;
    const text = this.read(pending.file);
    if (text === undefined) return;
    this.modules.set(pending.file, pending.modules);
    for (const declaration of moduleDeclarations(new SourceFile(text))) {
      this.pending.push(...filesOf(pending, declaration));
    }
  }
}

interface PendingFile {
  readonly file: string;
  readonly modules: readonly string[];
  /** Folder that `mod x;` of this file looks in. */
  readonly childDirectory: string;
}

/** The places where rustc would look for a declared module. */
function filesOf(parent: PendingFile, declaration: ModuleDeclaration): PendingFile[] {
  const inlineNames = declaration.inlineModules.map((module) => module.name);
  const fileDirectory = posix.dirname(parent.file);
  if (declaration.name === undefined) {
    return declaration.paths.map((path) => ({
      file: posix.resolve(fileDirectory, path),
      modules: [...parent.modules, ...inlineNames],
      childDirectory: posix.dirname(posix.resolve(fileDirectory, path)),
    }));
  }
  const modules = [...parent.modules, ...inlineNames, declaration.name];
  const inlineDirectory = declaration.inlineModules.reduce(
    (directory, module) => posix.resolve(directory, module.path ?? module.name),
    parent.childDirectory,
  );
  // A `path` outside of inline modules is relative to the declaring file, inside of them to the modules' folder.
  const pathBase = declaration.inlineModules.length > 0 ? inlineDirectory : fileDirectory;
  const named = declaration.paths.map((path) => {
    const file = posix.resolve(pathBase, path);
    return { file, modules, childDirectory: posix.dirname(file) };
  });
  const base = posix.join(inlineDirectory, declaration.name);
  return [
    ...named,
    { file: `${base}.rs`, modules, childDirectory: base },
    { file: `${base}/mod.rs`, modules, childDirectory: base },
  ];
}
