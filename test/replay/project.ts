import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { findNativeToolchain, type NativeParts, type NativeToolchain, prepareNative } from "#toolchain";
import { replay } from "#replay";

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A cargo project in a temporary folder, removed by `dispose`. */
export interface Project {
  readonly root: string;
  write(file: string, text: string): Promise<void>;
  remove(file: string): Promise<void>;
  read(file: string): Promise<string>;
  exists(file: string): Promise<boolean>;
  silcrow(command: string, args?: readonly string[], options?: RunOptions): Promise<Run>;
  dispose(): Promise<void>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cacheDir?: string;
}

export async function createProject(files: Readonly<Record<string, string>>): Promise<Project> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "silcrow replay ")));
  const write = async (file: string, text: string): Promise<void> => {
    const target = path.join(root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  };
  for (const [file, text] of Object.entries(files)) await write(file, text);
  return {
    root,
    write,
    remove: async (file) => await rm(path.join(root, file)),
    read: async (file) => await readFile(path.join(root, file), "utf8"),
    exists: async (file) => (await readdir(path.join(root, path.dirname(file))).catch((): string[] => [])).includes(path.basename(file)),
    silcrow: async (command, args = [], { env = {}, cacheDir } = {}) => {
      const [stdout, stderr] = [new Collector(), new Collector()];
      const code = await replay({
        command,
        args,
        cwd: root,
        env: { ...cleanEnvironment(), ...env },
        cacheDir,
        streams: { stdout, stderr },
        progress: { step: () => {} },
        native: await native(),
      });
      return { code, stdout: stdout.text, stderr: stderr.text };
    },
    dispose: async () => await rm(root, { recursive: true, force: true }),
  };
}

let found: Promise<{ toolchain: NativeToolchain; parts: NativeParts }> | undefined;

/** The machine's toolchain, and silcrow's parts compiled by it. */
export async function native(): Promise<{ toolchain: NativeToolchain; parts: NativeParts }> {
  found ??= (async () => {
    const toolchain = await findNativeToolchain({ cwd: tmpdir(), env: process.env });
    return { toolchain, parts: await prepareNative(toolchain, { step: () => {} }) };
  })();
  return await found;
}

/** The environment without what would change how cargo behaves. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => !/^(?:CARGO_(?!HOME)|RUSTC|RUSTFLAGS|RUSTDOC|SILCROW_(?!HOME))/.test(name));
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

class Collector extends Writable {
  #chunks: Buffer[] = [];

  get text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }
}
