/** A sign of life on standard error for work that takes its time, and none for work that does not. */
export interface Progress {
  /** One of the parts has begun. */
  readonly step: () => void;
}

const QUIET_MS = 2000;
const INTERVAL_MS = 1000;

export function createProgress(what: string, count: number): Progress {
  let nextAt = performance.now() + QUIET_MS;
  let begun = 0;
  return {
    step: () => {
      begun += 1;
      if (performance.now() < nextAt) return;
      nextAt = performance.now() + INTERVAL_MS;
      process.stderr.write(`${what} ${begun} of ${count}\n`);
    },
  };
}
