import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run, silcrowProgram } from "./project.ts";

/** What a command took. */
export interface Usage {
  /** Milliseconds of processors, its own and those of all that it started: what else the machine does counts little. */
  readonly cpu: number;
  /** Bytes that the process had at most, where it is a Node. */
  readonly peak: number | undefined;
}

export function silcrowUsage(args: readonly string[], cwd: string): Promise<Usage> {
  return usage(process.execPath, ["--require", fileURLToPath(new URL("peak-memory.cjs", import.meta.url)), silcrowProgram, ...args], cwd);
}

export async function usage(program: string, args: readonly string[], cwd: string): Promise<Usage> {
  const folder = await mkdtemp(path.join(tmpdir(), "silcrow-usage-"));
  const [times, peak] = [path.join(folder, "times"), path.join(folder, "peak")];
  try {
    await run("sh", ["-c", '"$@"; code=$?; times > "$SILCROW_BENCH_TIMES"; exit $code', "sh", program, ...args], cwd, { SILCROW_BENCH_TIMES: times, SILCROW_BENCH_PEAK: peak });
    const bytes = await readFile(peak, "utf8").catch(() => undefined);
    return { cpu: ofChildren(await readFile(times, "utf8")), peak: bytes === undefined ? undefined : Number(bytes) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The second line of the shell's `times`, user and system time: `0m1.250s 0m0.310s`. */
function ofChildren(text: string): number {
  const found = [...(text.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
  if (found.length !== 2) throw new Error(`the shell's \`times\` are of another form: ${text}`);
  return found.reduce((sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000, 0);
}
