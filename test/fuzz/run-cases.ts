import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type FuzzCase, generateCase } from "./generate-case.ts";
import { Random } from "./random.ts";
import { decode } from "./typescript-decoder.ts";

export interface Disagreement {
  readonly seed: number;
  readonly fuzzCase: FuzzCase;
  readonly typescript: string;
  readonly rust: string;
}

export interface FuzzResult {
  readonly cases: number;
  /** How many of them both sides accept. */
  readonly accepted: number;
  readonly disagreements: readonly Disagreement[];
}

/** The shim's decoder, compiled by the rustc on PATH. */
export class RustDecoder {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-fuzz-"));
  readonly #program = path.join(this.#folder, "decoder");

  constructor() {
    const source = path.join(import.meta.dirname, "decoder.rs");
    // Overflow is checked, as it is not in the shim: it would be a mistake here as there.
    const args = ["--edition=2021", "-O", "-C", "debug-assertions=on", "-o", this.#program, source];
    const { status, stderr } = spawnSync("rustc", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`decoder.rs does not compile:\n${stderr}`);
  }

  decode(cases: readonly FuzzCase[]): string[] {
    const input = cases.flatMap(({ text, inputEnd }) => {
      const bytes = Buffer.from(text);
      const header = Buffer.alloc(8);
      header.writeUInt32LE(bytes.length, 0);
      header.writeUInt32LE(inputEnd, 4);
      return [header, bytes];
    });
    const { status, stdout, stderr } = spawnSync(this.#program, { input: Buffer.concat(input), maxBuffer: 2 ** 31 });
    const answers: string[] = [];
    for (let at = 0; at + 4 <= stdout.length; ) {
      const length = stdout.readUInt32LE(at);
      answers.push(stdout.toString("utf8", at + 4, at + 4 + length));
      at += 4 + length;
    }
    if (status !== 0) throw new Error(`the decoder fails:\n${stderr.toString("utf8")}`);
    return answers;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Runs the cases of the seeds from `first` on against both decoders. */
export function runCases(decoder: RustDecoder, first: number, count: number): FuzzResult {
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  const cases = seeds.map((seed) => generateCase(new Random(seed)));
  const rust = decoder.decode(cases);
  let accepted = 0;
  const disagreements = cases.flatMap((fuzzCase, index) => {
    const [ours, theirs] = [decode(fuzzCase.text, fuzzCase.inputEnd), rust[index] ?? "no answer"];
    if (ours.startsWith("accepted")) accepted++;
    // Why an entry is refused is said in other words on each side.
    const same = ours === theirs || (ours.startsWith("refused\n") && theirs.startsWith("refused\n"));
    return same ? [] : [{ seed: seeds[index] as number, fuzzCase, typescript: ours, rust: theirs }];
  });
  return { cases: count, accepted, disagreements };
}

/** A disagreement with all that is needed to look into it. */
export function describeDisagreement({ seed, fuzzCase: { text, inputEnd }, typescript, rust }: Disagreement): string {
  const [a, b] = [typescript.split("\n"), rust.split("\n")];
  let line = 0;
  while (a[line] === b[line] && line < a.length) line++;
  const around = (lines: readonly string[]) => [lines[0], ...lines.slice(Math.max(1, line - 1), line + 2)].join(" | ").slice(0, 400);
  return `seed ${seed}, N = ${inputEnd}\nTypeScript: ${around(a)}\nRust:       ${around(b)}\n${text.slice(0, 4000)}`;
}
