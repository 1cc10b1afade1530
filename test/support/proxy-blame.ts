/** How much of the time that something took the proxy alone is to blame for. */
import { CONTENDED_MS, readSchedule } from './schedule.mjs';

/** As much is the proxy's, whatever others did meanwhile. */
const ALL_MS = 5000;

/**
 * Begins to measure; what it returns tells the milliseconds of the proxy's own since. That is what it ran, with all that
 * it did for others; or the time in which nobody did anything, this thread included, which plays the client and the
 * remote. A machine with more to do than cores is not to blame on it.
 */
export function watchProxy(pid: number): () => number {
  const beginMs = performance.now();
  const [proxy, self] = [readSchedule(pid), readSchedule('thread-self')];
  return () => {
    const tookMs = performance.now() - beginMs;
    const [proxyNow, selfNow] = [readSchedule(pid), readSchedule('thread-self')];
    if (tookMs >= ALL_MS || !proxy || !proxyNow || !self || !selfNow) return tookMs;
    const [ranMs, waitedMs] = [proxyNow.ranMs - proxy.ranMs, proxyNow.waitedMs - proxy.waitedMs];
    const selfMs = selfNow.ranMs - self.ranMs + selfNow.waitedMs - self.waitedMs;
    const silentMs = tookMs - ranMs - waitedMs - selfMs;
    const busyMs = Math.min(tookMs, waitedMs > CONTENDED_MS ? ranMs / 2 : ranMs);
    return Math.max(silentMs, busyMs);
  };
}
