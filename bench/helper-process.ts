/** Processes beside the one that is measured, so that none shares its event loop. */
import { fork } from 'node:child_process';
import type { ChildProcess, Serializable } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadPlan, LoadReport } from './load';

export class HelperProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;

  /** `script` is a module of this folder. */
  constructor(script: string, args: readonly string[] = []) {
    this.#child = fork(join(import.meta.dirname, script), args);
    this.#ended = new Promise((resolve) => this.#child.on('exit', resolve));
  }

  /** Waits for the next message; rejects when the process ends instead. */
  async receive(): Promise<unknown> {
    const ended = this.#ended.then((code) => {
      throw new Error(`a helper process ended with ${code}`);
    });
    const [message] = (await Promise.race([once(this.#child, 'message'), ended])) as [unknown];
    return message;
  }

  ask(message: Serializable): Promise<unknown> {
    const answer = this.receive();
    this.#child.send(message);
    return answer;
  }

  stop(): void {
    this.#child.disconnect();
  }
}

/** The remote, and its origin. */
export async function startRemote(
  isSecure = false,
): Promise<{ remote: HelperProcess; remoteOrigin: string }> {
  const remote = new HelperProcess('remote.ts', isSecure ? ['tls'] : []);
  const port = (await remote.receive()) as number;
  return { remote, remoteOrigin: `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}` };
}

export class Load {
  readonly #process = new HelperProcess('load.ts');

  async run(plan: LoadPlan): Promise<LoadReport> {
    return (await this.#process.ask({ ...plan })) as LoadReport;
  }

  stop(): void {
    this.#process.stop();
  }
}
