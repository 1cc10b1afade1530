/** What the system tells of the time of a thread. Node loads this file by itself, too: of TypeScript it has types alone. */
import { readFileSync } from 'node:fs';

export interface Schedule {
  /** Time it ran. */
  readonly ranMs: number;
  /** Time it was ready to run and got no core. */
  readonly waitedMs: number;
}

/** Of a process, its main thread; undefined where the system does not tell (Linux does). */
export function readSchedule(thread: number | 'thread-self'): Schedule | undefined {
  try {
    const [ranNs = 0, waitedNs = 0] = readFileSync(`/proc/${thread}/schedstat`, 'utf8')
      .split(' ')
      .map(Number);
    return { ranMs: ranNs / 1e6, waitedMs: waitedNs / 1e6 };
  } catch {
    return undefined;
  }
}

/** Of cores that others use as well, the same work takes about twice as much time. */
export const CONTENDED_MS = 10;
