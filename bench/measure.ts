import { performance } from "node:perf_hooks";

/** One thing to time: `prepare` is not counted, `run` is. */
export interface Candidate {
  readonly name: string;
  prepare?(): Promise<void>;
  run(): Promise<void>;
}

export interface Measured {
  readonly name: string;
  /** Milliseconds, ascending. */
  readonly times: readonly number[];
  readonly median: number;
}

/** Runs the candidates in turn, round after round, so that the machine's moods hit all alike. */
export async function measureInTurn(candidates: readonly Candidate[], rounds: number): Promise<Measured[]> {
  const times = candidates.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    for (const [index, candidate] of candidates.entries()) {
      await candidate.prepare?.();
      const start = performance.now();
      await candidate.run();
      times[index]?.push(performance.now() - start);
    }
  }
  return candidates.map((candidate, index) => {
    const sorted = (times[index] ?? []).toSorted((a, b) => a - b);
    return { name: candidate.name, times: sorted, median: median(sorted) };
  });
}

export function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The ratio of two medians with the spread that the slowest and fastest runs would have given. */
export function ratio(a: Measured, b: Measured): { value: number; low: number; high: number } {
  const first = (measured: Measured): number => measured.times[0] ?? Number.NaN;
  const last = (measured: Measured): number => measured.times.at(-1) ?? Number.NaN;
  return { value: a.median / b.median, low: first(a) / last(b), high: last(a) / first(b) };
}
