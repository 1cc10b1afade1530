import { pino } from 'pino';
import type { Logger } from 'pino';
import type { LogOutput } from './log-output';

export type { Logger };

/** JSON lines. `debug` also logs requests that went well; no level ever logs a header value. */
export function createLog(debug: boolean, output: LogOutput): Logger {
  const options = {
    level: debug ? 'debug' : 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const log = pino(options, output);
  output.onLeftOut((leftOut) => log.warn({ leftOut }, 'log lines left out'));
  return log;
}
