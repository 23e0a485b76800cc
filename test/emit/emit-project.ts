import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { EmitOptions, EmitSummary } from "#emit";

export interface EmitRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: EmitSummary | undefined;
}

/** A temporary copy of the cargo workspace in `project/`, and emits in it. */
export class EmitProject {
  readonly directory = mkdtempSync(join(tmpdir(), "silcrow-emit-"));

  constructor() {
    cpSync(fileURLToPath(new URL("project", import.meta.url)), this.directory, { recursive: true });
  }

  get cache(): string {
    return join(this.directory, "macro-cache");
  }

  start(options: EmitOptions = {}, cargoArgs: readonly string[] = [], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; done: Promise<EmitRun> } {
    const script = fileURLToPath(new URL("run-emit.ts", import.meta.url));
    const args = ["--conditions=silcrow-src", script, this.directory, JSON.stringify(options), ...cargoArgs];
    // A group of its own, so that a kill reaches cargo and the compilers as well.
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, env: { ...process.env, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const done = new Promise<EmitRun>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (status) => {
        const line = stdout.trimEnd().split("\n").at(-1) ?? "";
        resolve({ status, stdout, stderr, summary: line.startsWith("{") ? (JSON.parse(line) as EmitSummary) : undefined });
      });
    });
    return { child, done };
  }

  async emit(options: EmitOptions = {}, cargoArgs: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<EmitRun> {
    return await this.start(options, cargoArgs, env).done;
  }

  /** Files of the cache, sorted. */
  files(): string[] {
    const entries = readdirSync(this.cache, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => relative(this.cache, join(entry.parentPath, entry.name))).sort();
  }

  /** Modification times and contents, to see that nothing was touched. */
  snapshot(): Record<string, string> {
    const facts = this.files().map((file) => [file, `${statSync(join(this.cache, file)).mtimeMs} ${this.read(join("macro-cache", file))}`]);
    return Object.fromEntries(facts) as Record<string, string>;
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), "utf8");
  }

  edit(file: string, change: (text: string) => string): void {
    const before = this.read(file);
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    writeFileSync(join(this.directory, file), after);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
