import { PROXY_ERRORS } from '../errors';
import type { ProxyErrorCode } from '../errors';
import type { Logger } from './log';
import { logCrash } from './log-crash';
import { buildRecord } from './record';
import type { RequestRecord } from './record';

/** Makes something of every record. */
export type RecordTaker = (record: RequestRecord) => void;

/** The one place that all records pass. What goes wrong in a taker is logged, and harms neither requests nor other takers. */
export class Records {
  readonly #log: Logger;
  readonly #takers: readonly RecordTaker[];

  constructor(log: Logger, takers: readonly RecordTaker[]) {
    this.#log = log;
    this.#takers = takers;
  }

  write(record: RequestRecord): void {
    for (const take of this.#takers) {
      try {
        take(record);
      } catch (error) {
        logCrash(this.#log, error);
      }
    }
  }

  /** What never became a request was refused. */
  writeRefusal(code: ProxyErrorCode): void {
    this.write(buildRecord({ outcome: 'refused', code, status: PROXY_ERRORS[code].status }));
  }
}
