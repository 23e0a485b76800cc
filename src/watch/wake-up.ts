/**
 * Calls back when much more time has passed than the timer was set for: the machine slept, and may have missed what
 * happened on a network drive. Returns how to stop.
 */
export function onWakeUp(callback: () => void, interval = 15_000): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - last > 3 * interval) callback();
    last = now;
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
