/** The log lines that requests end in. */
import type { ProxyErrorCode } from '../errors';
import type { Logger } from './log';
import type { RequestRecord } from './record';

/** Refusals cost whoever sends them nothing, so only so many of one code are logged in a while; the rest are counted. */
const REFUSALS_PER_WINDOW = 10;
const WINDOW_MS = 10_000;

interface Window {
  lines: number;
  leftOut: number;
}

export class RequestLog {
  readonly #log: Logger;
  readonly #windows = new Map<ProxyErrorCode, Window>();
  #windowStartMs = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  write(record: RequestRecord): void {
    const { route, outcome } = record;
    // Probes ask every few seconds, and whoever reads a log looks for something else.
    if (route === 'health' && outcome === 'answered') return;
    const { method, status, durationMs, firstByteMs, bytesIn, bytesOut } = record;
    switch (outcome) {
      case 'answered':
        this.#log.debug({ method, status, durationMs, firstByteMs, bytesIn, bytesOut }, 'request answered');
        break;
      case 'client_gone':
        this.#log.debug({ method, durationMs, bytesIn, bytesOut }, 'client went away');
        break;
      case 'failed': {
        const { code, cause, answered, header } = record;
        this.#log.warn({ code, cause, method, answered, header }, 'request failed');
        break;
      }
      case 'refused':
        this.#writeRefusal(record);
        break;
      case 'aborted':
        break;
    }
  }

  #writeRefusal({ code, status, method, cause }: RequestRecord): void {
    if (code === undefined) return;
    const window = this.#windowOf(code);
    if (window.lines >= REFUSALS_PER_WINDOW) {
      window.leftOut++;
      return;
    }
    window.lines++;
    this.#log[status < 500 ? 'info' : 'warn'](
      { code, cause, method: method === '' ? undefined : method, status },
      'request refused',
    );
  }

  /** Told the time once a tick. */
  tick(nowMs: number): void {
    if (nowMs - this.#windowStartMs < WINDOW_MS) return;
    this.#windowStartMs = nowMs;
    this.flush();
  }

  /** Tells how many refusals were left out, and begins anew. */
  flush(): void {
    for (const [code, { leftOut }] of this.#windows) {
      if (leftOut > 0) this.#log.warn({ code, leftOut }, 'requests refused');
    }
    this.#windows.clear();
  }

  #windowOf(code: ProxyErrorCode): Window {
    let window = this.#windows.get(code);
    if (window === undefined) this.#windows.set(code, (window = { lines: 0, leftOut: 0 }));
    return window;
  }
}
