/** Asks /health of a process all the time, and tells how it was answered. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';

const RHYTHM_MS = 20;
const LIMIT_MS = 100;

export interface HealthWatchOptions {
  /** Where its connections come from. */
  readonly localAddress?: string;
  /**
   * Whether it asks over new connections as well (true unless said otherwise). Not where a test fills all places there
   * are: a new connection takes the place of an idle one then, and waits behind those that came before it.
   */
  readonly connectsAnew?: boolean;
}

/** The process that is asked. */
interface Asked {
  readonly port: number;
  readonly pid: number;
}

interface Seen {
  readonly count: number;
  readonly worstMs: number;
  readonly failures: readonly string[];
}

/** The port of a plain server on the same machine; one for all that are watched. */
let controlPort: Promise<number> | undefined;

async function startControl(): Promise<number> {
  const control = fork(join(import.meta.dirname, 'health-control.mjs'), { execArgv: [] });
  const [port] = (await once(control, 'message')) as [number];
  // It ends with this process.
  control.unref();
  control.channel?.unref();
  return port;
}

export class HealthWatch {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static async start(options: HealthWatchOptions, { port, pid }: Asked): Promise<HealthWatch> {
    controlPort ??= startControl();
    const workerData = {
      connectsAnew: true,
      ...options,
      port,
      pid,
      controlPort: await controlPort,
      intervalMs: RHYTHM_MS,
    };
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

  /**
   * Since the last time, and now, it was answered 200, each time within 100 ms of the time the machine took, over new
   * connections and over one that was never closed.
   */
  async expectHealthy(): Promise<void> {
    const { worstMs, failures } = (await this.#send('tell')) as Seen;
    expect(failures, failures.join(', ')).toEqual([]);
    expect(worstMs, 'milliseconds that /health took').toBeLessThan(LIMIT_MS);
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
