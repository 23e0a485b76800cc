import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { emit } from "#emit";
import { type Entry, parseEntry, printEntry } from "#format";
import { verify, type VerifyOptions, type VerifyReport } from "#verify";

/** A temporary copy of emit's test project, whose crate `other` also uses the macros of `unsteady/`. */
export class VerifyProject {
  readonly directory = mkdtempSync(path.join(tmpdir(), "silcrow-verify-"));
  readonly cache = path.join(this.directory, "macro-cache");
  /** What cargo and macros said in the last run. */
  said = "";

  constructor() {
    cpSync(path.join(import.meta.dirname, "../emit/project"), this.directory, { recursive: true });
    cpSync(path.join(import.meta.dirname, "unsteady"), path.join(this.directory, "macros/unsteady"), { recursive: true });
    this.edit("other/Cargo.toml", (text) => text.replace("[dependencies]\n", '[dependencies]\nunsteady = { path = "../macros/unsteady" }\n'));
    this.edit("other/src/lib.rs", (text) => `${text}pub const WORDS: [&str; 2] = [unsteady::shuffled!(a b c d e f g h), unsteady::sorted!(a b c d e f g h)];\n`);
  }

  async emit(): Promise<number> {
    const stderr = this.#listen();
    const { exitCode } = await emit({ cwd: this.directory, cargoArgs: [], env: process.env, streams: { stdout: stderr, stderr } });
    return exitCode;
  }

  async verify(options: VerifyOptions = {}, cargoArgs: readonly string[] = []): Promise<VerifyReport> {
    return await verify({ cwd: this.directory, cargoArgs, env: process.env, stderr: this.#listen(), options });
  }

  /** Changes an entry and gives it the checksum that goes with that. */
  forge(file: string, change: (entry: Entry) => Entry): void {
    const parsed = parseEntry(this.read(path.join("macro-cache", file)));
    if (parsed.kind !== "entry") throw new Error(`${file} is ${parsed.kind}`);
    this.edit(path.join("macro-cache", file), () => printEntry(change(parsed.entry)));
  }

  read(file: string): string {
    return readFileSync(path.join(this.directory, file), "utf8");
  }

  write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.directory, file)), { recursive: true });
    writeFileSync(path.join(this.directory, file), text);
  }

  edit(file: string, change: (text: string) => string): void {
    const before = this.read(file);
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    writeFileSync(path.join(this.directory, file), after);
  }

  /** Every file of the cache with its time and content, to see that nothing was touched. */
  snapshot(): string[] {
    const files = readdirSync(this.cache, { recursive: true, encoding: "utf8" }).sort().map((file) => path.join(this.cache, file));
    return files.filter((file) => statSync(file).isFile()).map((file) => `${file} ${statSync(file).mtimeMs} ${readFileSync(file, "utf8")}`);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #listen(): PassThrough {
    const stream = new PassThrough();
    this.said = "";
    stream.setEncoding("utf8").on("data", (text: string) => (this.said += text));
    return stream;
  }
}
