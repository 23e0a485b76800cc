/**
 * How much longer `work` takes for four times the size: about 4 where time is linear in the size, 16 where
 * it is quadratic. CPU time of this process, the least of three runs each, so that a busy machine does not
 * count.
 */
export function growthOf(work: (size: number) => void, size: number): number {
  const least = (of: number): number => Math.min(...[1, 2, 3].map(() => cpuTime(() => work(of))));
  const small = least(size);
  return least(4 * size) / Math.max(small, shortest);
}

/** Below this many microseconds the clock and the garbage collector are what is measured. */
const shortest = 2000;

function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
