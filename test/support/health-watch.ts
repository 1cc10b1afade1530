/** Asks /health of a process all the time, and tells how it was answered. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';
import type { ProxyProcess } from './proxy-process';

const RHYTHM_MS = 50;
const LIMIT_MS = 100;
/** One connection is accepted in a turn of the event loop, so that who comes anew waits behind all who came before. */
const NEW_LIMIT_MS = 1000;

/** Where its connections come from, and whether new ones do. */
interface Origin {
  readonly localAddress?: string;
  readonly comesAnew: boolean;
}

interface Seen {
  readonly count: number;
  readonly worstMs: number;
  /** On a connection of its own. */
  readonly worstNewMs: number;
  readonly failures: readonly string[];
}

export class HealthWatch {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static async start(from: Origin, { port, pid }: ProxyProcess): Promise<HealthWatch> {
    const workerData = { ...from, port, pid, intervalMs: RHYTHM_MS };
    const worker = new Worker(join(import.meta.dirname, 'health-thread.mjs'), { workerData });
    await new Promise((resolve) => worker.once('message', resolve));
    return new HealthWatch(worker);
  }

  /** Stops asking, once the last answer is there. */
  async pause(): Promise<void> {
    await this.#send('pause');
  }

  resume(): void {
    this.#worker.postMessage('resume');
  }

  /** Since the last time, and now, it was answered 200, within 100 ms, or a second on a new connection. */
  async expectHealthy(): Promise<void> {
    const { worstMs, worstNewMs, failures } = (await this.#send('tell')) as Seen;
    expect(failures).toEqual([]);
    expect(worstMs, 'milliseconds that /health took').toBeLessThan(LIMIT_MS);
    expect(worstNewMs, 'milliseconds that /health took on a new connection').toBeLessThan(NEW_LIMIT_MS);
  }

  /** What has been seen so far concerns nobody any more. */
  async forget(): Promise<void> {
    await this.#send('tell');
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(message: string): Promise<unknown> {
    return new Promise((resolve) => {
      this.#worker.once('message', resolve).postMessage(message);
    });
  }
}
