import { errorCode } from '../errors';
import type { Logger } from './log';

/** Something in the proxy itself went wrong while it handled a request. Never throws; returns the code of it, for the record. */
export function logCrash(log: Logger, error: unknown): string {
  const cause = errorCode(error);
  try {
    log.error({ cause, stack: stackOf(error) }, 'request crashed');
  } catch {
    // Where nothing can be logged nobody can be told.
  }
  return cause;
}

/** Does what concerns no request that is still open. */
export function orLogCrash(log: Logger, action: () => void): void {
  try {
    action();
  } catch (error) {
    logCrash(log, error);
  }
}

/** Where it happened, without the message, which may quote what was sent. Whatever was thrown may have fields of any type. */
function stackOf(error: unknown): readonly string[] {
  const stack = readStack(error);
  const lines = typeof stack === 'string' ? stack.split('\n') : [];
  return lines.map((line) => line.trim()).filter((line) => line.startsWith('at '));
}

function readStack(error: unknown): unknown {
  try {
    return error instanceof Error ? error.stack : undefined;
  } catch {
    return undefined;
  }
}
