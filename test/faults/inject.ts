import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEntry } from "#format";

const root = path.join(import.meta.dirname, "../..");

/** What is done to a run of silcrow, at a random moment of it. */
export const faults = {
  "emit is killed (kill -9)": async (lab: Lab) => await lab.run(["emit"], lab.anyTime(), (child) => child.kill("SIGKILL")),
  "emit is killed with all that it started": async (lab: Lab) => await lab.run(["emit"], lab.anyTime(), (child) => lab.killGroup(child)),
  "verify is killed (kill -9)": async (lab: Lab) => await lab.run(["verify"], lab.anyTime(), (child) => child.kill("SIGKILL")),
  "a compiler that waits for emit is killed": async (lab: Lab) => await lab.run(["emit"], lab.anyTime(), (child) => lab.killOneBelow(child)),
  "the socket goes away": async (lab: Lab) => await lab.run(["emit"], lab.anyTime(), () => lab.removeSockets()),
  "workers are ended in the midst of a macro": async (lab: Lab) => await lab.run(["emit", "--deadline", String(0.001 + lab.random() * 0.01)]),
  "the disk is full": async (lab: Lab) => await lab.onSmallDisk(async () => await lab.run(["emit"])),
  "the cache is read-only": async (lab: Lab) => await lab.readOnly(async () => await lab.run(["emit"])),
} as const;

export type Fault = keyof typeof faults;

/** Mounting needs root, and a kernel that lets us. */
export const needsMount: ReadonlySet<Fault> = new Set(["the disk is full", "the cache is read-only"]);

/**
 * A small project whose cache is known, to which faults are done. After each one every file of the cache must be a
 * whole entry that belongs there, and an ordinary emit must bring the cache to what it was.
 */
export class Lab {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), "silcrow-faults-")));
  readonly #cache = path.join(this.folder, "macro-cache");
  readonly #temporary = path.join(this.folder, "temporary");
  readonly #good = new Map<string, string>();
  #state: number;
  /** Milliseconds that an emit from nothing takes. */
  #duration = 0;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    cpSync(path.join(root, "fixtures/hostile"), this.folder, { recursive: true, filter: (file) => path.basename(file) !== "target" });
    mkdirSync(this.#temporary);
    // Equal invocations share an entry, which is named for the one that was expanded first: here there are none.
    const main = path.join(this.folder, "app/src/main.rs");
    const text = readFileSync(main, "utf8");
    writeFileSync(main, text.replace(/mod Aux \{[^}]*pub struct Con;/, (block) => block.replace("Con", "Other")).replace("Aux::Con::", "Aux::Other::"));
  }

  async prepare(): Promise<void> {
    await this.#emit();
    for (const [file, text] of this.#files()) this.#good.set(file, text);
    if (this.#good.size < 10) throw new Error("the project has too few entries");
    rmSync(this.#cache, { recursive: true });
    const started = performance.now();
    await this.#emit();
    this.#duration = performance.now() - started;
  }

  /** Does one fault and says what is wrong afterwards; undefined when all is well. `hit`: the run did not end well. */
  async inject(fault: Fault): Promise<{ readonly hit: boolean; readonly problem: string | undefined }> {
    this.#removeSome();
    const before = this.#files();
    const status = await faults[fault](this);
    await this.#whenQuiet();
    const problem = this.#checkCache(before) ?? (await this.#recover());
    return { hit: status !== 0, problem };
  }

  /** From 0 to 1. */
  random(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }

  anyTime(): number {
    return this.random() * this.#duration;
  }

  /** Exit code of a run to which something is done after a while; null when a signal ended it. */
  async run(args: readonly string[], after = 0, disturb?: (child: ChildProcess) => void): Promise<number | null> {
    const child = spawn(process.execPath, [path.join(root, "bin/silcrow.js"), ...args, "--", "-p", "app", "-p", "bystander"], {
      cwd: this.folder,
      env: { ...process.env, TMPDIR: this.#temporary, NO_COLOR: "1" },
      stdio: "ignore",
      detached: true,
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const timer = disturb === undefined ? undefined : setTimeout(() => disturb(child), after);
    const status = await ended;
    clearTimeout(timer);
    return status;
  }

  killGroup(child: ChildProcess): void {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }

  killOneBelow(child: ChildProcess): void {
    const ours = this.#processes().filter((pid) => pid !== child.pid);
    const victim = ours[Math.floor(this.random() * ours.length)];
    try {
      if (victim !== undefined) process.kill(victim, "SIGKILL");
    } catch {
      // It has ended.
    }
  }

  removeSockets(): void {
    for (const name of readdirSync(this.#temporary)) rmSync(path.join(this.#temporary, name), { recursive: true, force: true });
  }

  async onSmallDisk(work: () => Promise<number | null>): Promise<number | null> {
    const kept = path.join(this.folder, "kept");
    cpSync(this.#cache, kept, { recursive: true, preserveTimestamps: true });
    // Room for what is there, and for a file or two.
    const used = [...this.#files().values()].map((text) => Math.ceil(Buffer.byteLength(text) / 4096));
    const pages = used.reduce((sum, each) => sum + each, 0) + 1 + Math.floor(this.random() * 3);
    mount("-t", "tmpfs", "-o", `size=${pages * 4096}`, "tmpfs", this.#cache);
    try {
      cpSync(kept, this.#cache, { recursive: true, preserveTimestamps: true });
      const status = await work();
      const after = path.join(this.folder, "after");
      cpSync(this.#cache, after, { recursive: true, preserveTimestamps: true });
      rmSync(kept, { recursive: true });
      cpSync(after, kept, { recursive: true, preserveTimestamps: true });
      rmSync(after, { recursive: true });
      return status;
    } finally {
      spawnSync("umount", [this.#cache]);
      rmSync(this.#cache, { recursive: true, force: true });
      cpSync(kept, this.#cache, { recursive: true, preserveTimestamps: true });
      rmSync(kept, { recursive: true });
    }
  }

  async readOnly(work: () => Promise<number | null>): Promise<number | null> {
    mount("--bind", this.#cache, this.#cache);
    try {
      mount("-o", "remount,bind,ro", this.#cache);
      return await work();
    } finally {
      spawnSync("umount", [this.#cache]);
    }
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Takes some entries away, so that emit has something to do. */
  #removeSome(): void {
    const share = this.random();
    for (const file of this.#files().keys()) if (file.endsWith(".rsm") && this.random() < share) rmSync(path.join(this.#cache, file));
  }

  #checkCache(before: ReadonlyMap<string, string>): string | undefined {
    const now = this.#files();
    for (const [file, text] of now) {
      // A temporary file is what a killed emit leaves, until the next one.
      if (/\.\d+$/.test(file)) continue;
      if (file.endsWith(".rsm") && parseEntry(text).kind !== "entry") return `${file} is not whole`;
      if (this.#good.get(file) !== text) return `${file} is not what its macro gives`;
    }
    for (const file of before.keys()) if (!/\.\d+$/.test(file) && !now.has(file)) return `${file} is lost`;
    return undefined;
  }

  async #recover(): Promise<string | undefined> {
    const status = await this.run(["emit"]);
    if (status !== 0) return `the next emit ends with ${status}`;
    const now = this.#files();
    const wrong = [...new Set([...now.keys(), ...this.#good.keys()])].filter((file) => now.get(file) !== this.#good.get(file));
    return wrong.length === 0 ? undefined : `after the next emit these are other than they were: ${wrong.join(" ")}`;
  }

  async #emit(): Promise<void> {
    const status = await this.run(["emit"]);
    if (status !== 0) throw new Error(`emit ends with ${status}`);
  }

  /** Compilers that were left alone end by themselves. */
  async #whenQuiet(): Promise<void> {
    for (let waited = 0; this.#processes().length > 0; waited += 50) {
      if (waited > 60_000) throw new Error(`processes are left: ${this.#processes().join(" ")}`);
      await sleep(50);
    }
  }

  #processes(): number[] {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`TMPDIR=${this.#temporary}\0`);
      } catch {
        return false;
      }
    });
  }

  #files(): Map<string, string> {
    if (!existsSync(this.#cache)) return new Map();
    const found = readdirSync(this.#cache, { recursive: true, encoding: "utf8", withFileTypes: true }).filter((file) => file.isFile());
    return new Map(found.map((file) => path.join(file.parentPath, file.name)).map((file) => [path.relative(this.#cache, file), readFileSync(file, "utf8")]));
  }
}

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync("mount", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`mount: ${stderr}`);
}

/** Whether this machine lets us mount. */
export function canMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), "silcrow-mount-"));
  try {
    mount("-t", "tmpfs", "-o", "size=4096", "tmpfs", folder);
    spawnSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
