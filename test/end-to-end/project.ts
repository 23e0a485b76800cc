import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");

export interface Run {
  /** null when it was ended by a signal or the time limit. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Project {
  readonly folder: string;
  /** Runs the built program in the project, as a user would. */
  silcrow(...args: string[]): Run;
  /** The same with variables set (undefined unsets). */
  silcrowWith(env: Record<string, string | undefined>, ...args: string[]): Run;
  /** The same from a folder of the project. */
  silcrowIn(folder: string, ...args: string[]): Run;
  /** The same from a folder anywhere. */
  silcrowFrom(folder: string, ...args: string[]): Run;
  /** Ordinary cargo, in its ordinary target directory. */
  cargo(...args: string[]): Run;
  /** Any program, in the project. */
  run(program: string, ...args: string[]): Run;
  /** The same with variables set. */
  runWith(env: Record<string, string | undefined>, program: string, ...args: string[]): Run;
  path(...parts: string[]): string;
  read(file: string): string;
  write(file: string, content: string): void;
  /** Replaces text that must be there. */
  edit(file: string, from: string | RegExp, to: string): void;
  remove(file: string): void;
  /** Relative paths of the files below a folder, sorted. */
  files(folder: string): string[];
  /** The only entry whose path contains the text. */
  entry(containing: string): string;
  /** A copy of its own, with its build products. */
  copy(): Project;
  dispose(): void;
}

/** A temporary copy of fixtures, each laid over the ones before. */
export function projectFrom(...fixtures: readonly string[]): Project {
  const folder = temporaryFolder();
  for (const fixture of fixtures) {
    cpSync(path.join(root, "fixtures", fixture), folder, {
      recursive: true,
      filter: (file) => path.basename(file) !== "target",
    });
  }
  return projectIn(folder);
}

/** Gets what the fixture's Cargo.lock names. Without the real crates nothing is tested, and that is a failure. */
export function fetchCrates(project: Project): void {
  if (project.cargo("fetch", "--locked", "--offline").exitCode !== 0) succeed(project.cargo("fetch", "--locked"));
}

function projectIn(folder: string): Project {
  const at = (...parts: string[]) => path.join(folder, ...parts);
  const project: Project = {
    folder,
    silcrow: (...args) => project.silcrowWith({}, ...args),
    silcrowWith: (env, ...args) => run(process.execPath, [path.join(root, "bin/silcrow.js"), ...args], folder, env),
    silcrowIn: (below, ...args) => run(process.execPath, [path.join(root, "bin/silcrow.js"), ...args], at(below), {}),
    silcrowFrom: (from, ...args) => run(process.execPath, [path.join(root, "bin/silcrow.js"), ...args], from, {}),
    cargo: (...args) => run("cargo", args, folder, {}),
    run: (program, ...args) => run(program, args, folder, {}),
    runWith: (env, program, ...args) => run(program, args, folder, env),
    path: at,
    read: (file) => readFileSync(at(file), "utf8"),
    write(file, content) {
      mkdirSync(path.dirname(at(file)), { recursive: true });
      writeFileSync(at(file), content);
    },
    edit(file, from, to) {
      const before = project.read(file);
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${file} has no ${from}`);
      project.write(file, after);
    },
    remove: (file) => rmSync(at(file), { recursive: true }),
    files: (below) =>
      !existsSync(at(below))
        ? []
        : readdirSync(at(below), { recursive: true, encoding: "utf8", withFileTypes: true })
            .filter((entry) => !entry.isDirectory())
            .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
            .sort(),
    entry(containing) {
      const found = project.files("macro-cache").filter((file) => file.endsWith(".rsm") && file.includes(containing));
      if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} entries contain ${containing}: ${found.join(" ")}`);
      return found[0];
    },
    copy() {
      const copied = temporaryFolder();
      cpSync(folder, copied, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      return projectIn(copied);
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
  return project;
}

function temporaryFolder(): string {
  return realpathSync(mkdtempSync(path.join(os.tmpdir(), "silcrow-project-")));
}

function run(command: string, args: readonly string[], cwd: string, env: Record<string, string | undefined>): Run {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    timeout: 540_000,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CARGO_TERM_COLOR: "never", NO_COLOR: "1", FORCE_COLOR: undefined, CARGO_TARGET_DIR: undefined, ...env },
  });
  if (error !== undefined && status === null && stdout === null) throw error;
  return { exitCode: status, stdout, stderr };
}

/** Each file below the folder with its content's hash and its time of change. */
export function snapshot(project: Project, folder: string): Record<string, string> {
  return Object.fromEntries(
    project.files(folder).map((file) => {
      const hash = createHash("sha256").update(readFileSync(project.path(file))).digest("hex");
      return [file, `${hash} ${statSync(project.path(file)).mtimeMs}`];
    }),
  );
}

/** The text of an entry with the checksum that its content asks for (docs/contracts.md §3). */
export function withRightChecksum(entry: string): string {
  const lines = entry.split("\n");
  const index = lines.findIndex((line) => line.startsWith('  "checksum": '));
  if (index < 0) throw new Error("the entry has no checksum");
  const rest = [...lines.slice(0, index), ...lines.slice(index + 1)].join("\n");
  lines[index] = `  "checksum": "sha256:${createHash("sha256").update(rest).digest("hex")}"`;
  return lines.join("\n");
}

/** Throws with everything that the program said, unless it ended well. */
export function succeed(run: Run): Run {
  if (run.exitCode !== 0) throw new Error(`exit code ${run.exitCode}\n${run.stdout}\n${run.stderr}`);
  return run;
}
