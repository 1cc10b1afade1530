import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger };

/** JSON lines on standard output. `debug` also logs requests that went well; no level ever logs a header value. */
export function createLog(debug: boolean): Logger {
  return pino({
    level: debug ? 'debug' : 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
