/** Asks /health of a process all the time, and tells how it was answered. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';

const RHYTHM_MS = 50;
const LIMIT_MS = 100;

interface Seen {
  readonly count: number;
  readonly worstMs: number;
  readonly failures: readonly string[];
}

export class HealthWatch {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static async start(port: number, pid: number): Promise<HealthWatch> {
    const workerData = { port, pid, intervalMs: RHYTHM_MS };
    const worker = new Worker(join(import.meta.dirname, 'health-thread.mjs'), { workerData });
    await new Promise((resolve) => worker.once('message', resolve));
    return new HealthWatch(worker);
  }

  /** Since the last time, and now, it was answered 200, each time within 100 ms. */
  async expectHealthy(): Promise<void> {
    const { worstMs, failures } = await this.#tell();
    expect(failures).toEqual([]);
    expect(worstMs, 'milliseconds that /health took').toBeLessThan(LIMIT_MS);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(): Promise<Seen> {
    return new Promise((resolve) => {
      this.#worker.once('message', resolve).postMessage('tell');
    });
  }
}
