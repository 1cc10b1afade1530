/** Says in the log when the issuer goes out of reach and when it is back, and not at every request in between. */
import type { Logger } from '../telemetry/log';
import type { IssuerError } from './issuer-error';

/** What the issuer was asked for. */
export type IssuerTask = 'keys' | 'introspection';

/** While it is out of reach this is said again after so long. */
const REPEAT_MS = 60_000;

export class Availability {
  readonly #log: Logger;
  readonly #steadyMs: () => number;
  readonly #saidAtMs = new Map<IssuerTask, number>();

  constructor(log: Logger, steadyMs: () => number) {
    this.#log = log;
    this.#steadyMs = steadyMs;
  }

  worked(task: IssuerTask): void {
    if (this.#saidAtMs.delete(task)) this.#log.info({ task }, 'issuer can be asked again');
  }

  failed(task: IssuerTask, { code: cause }: IssuerError): void {
    const nowMs = this.#steadyMs();
    if (nowMs - (this.#saidAtMs.get(task) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) return;
    this.#saidAtMs.set(task, nowMs);
    this.#log.warn({ code: 'ERR_AUTH_UNAVAILABLE', cause, task }, 'issuer cannot be asked');
  }
}
