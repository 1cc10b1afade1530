import { errorCode } from '../errors';
import type { Logger } from './log';

/** Something in the proxy itself went wrong while it handled a request. */
export function logCrash(log: Logger, error: unknown): void {
  log.error({ cause: errorCode(error), stack: stackOf(error) }, 'request crashed');
}

/** Where it happened, without the message, which may quote what was sent. */
function stackOf(error: unknown): readonly string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.map((line) => line.trim()).filter((line) => line.startsWith('at '));
}
