import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ChangeQueue, onWakeUp } from "#watch";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A queue whose runs take as long as they are told to. */
function queueOf({ takes = 1000, isBusy = (): boolean => false, settle = async (paths: ReadonlySet<string>): Promise<ReadonlySet<string>> => paths } = {}) {
  const runs: string[][] = [];
  let open = 0;
  let most = 0;
  const queue = new ChangeQueue({
    settle,
    isBusy,
    run: async (changed) => {
      runs.push([...changed].sort());
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, takes));
      open--;
    },
  });
  return { queue, runs, most: () => most };
}

describe("a run", () => {
  test("begins when the reports of a save have ended, and has them all", async () => {
    const { queue, runs } = queueOf();
    queue.report("a");
    await vi.advanceTimersByTimeAsync(50);
    queue.report("b");
    queue.report("a");
    await vi.advanceTimersByTimeAsync(100);
    expect(runs).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(runs).toEqual([["a", "b"]]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runs.length).toBe(1);
  });

  test("does not wait for ever while reports keep coming", async () => {
    const { queue, runs } = queueOf({ takes: 0 });
    for (let at = 0; at < 40; at++) {
      queue.report(`file-${at}`);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(runs.length).toBeGreaterThanOrEqual(1);
    expect(runs.length).toBeLessThan(5);
  });

  test("of a switch of branches is one", async () => {
    const { queue, runs } = queueOf();
    for (let at = 0; at < 700; at++) queue.report(`src/${at}.rs`);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runs.map((run) => run.length)).toEqual([700]);
  });

  test("waits for git, but not for ever", async () => {
    let busy = true;
    const { queue, runs } = queueOf({ isBusy: () => busy });
    queue.report("a");
    await vi.advanceTimersByTimeAsync(3000);
    expect(runs).toEqual([]);
    busy = false;
    await vi.advanceTimersByTimeAsync(200);
    expect(runs).toEqual([["a"]]);
    busy = true;
    await vi.advanceTimersByTimeAsync(5000);
    queue.report("b");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(runs).toEqual([["a"], ["b"]]);
  });

  test("is left out where nothing is other than it was, unless it was asked for", async () => {
    const { queue, runs } = queueOf({ settle: async () => new Set<string>() });
    queue.report("a");
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs).toEqual([]);
    queue.force();
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs).toEqual([[]]);
  });
});

test("what changes during a run leads to exactly one more, and never to two at a time", async () => {
  const { queue, runs, most } = queueOf({ takes: 10_000 });
  queue.report("a");
  await vi.advanceTimersByTimeAsync(200);
  for (let at = 0; at < 30; at++) {
    queue.report(`b${at % 3}`);
    await vi.advanceTimersByTimeAsync(300);
  }
  expect(runs).toEqual([["a"]]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(runs).toEqual([["a"], ["b0", "b1", "b2"]]);
  expect(most()).toBe(1);
});

test("closing waits for the run and begins no other", async () => {
  const { queue, runs } = queueOf({ takes: 1000 });
  queue.report("a");
  await vi.advanceTimersByTimeAsync(200);
  queue.report("b");
  const closed = queue.close();
  await vi.advanceTimersByTimeAsync(60_000);
  await closed;
  expect(runs).toEqual([["a"]]);
});

test("a machine that slept is noticed, once", () => {
  const wake = vi.fn();
  const stop = onWakeUp(wake, 1000);
  vi.advanceTimersByTime(10_000);
  expect(wake).not.toHaveBeenCalled();
  // The clock goes on while no timer does.
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(3000);
  expect(wake).toHaveBeenCalledTimes(1);
  stop();
});
