import { errorCode } from '../errors';
import type { Logger } from './log';

/** Something in the proxy itself went wrong while it handled a request. Returns the code of it, for the record. */
export function logCrash(log: Logger, error: unknown): string {
  const { cause, stack } = toCrash(error);
  log.error({ cause, stack }, 'request crashed');
  return cause;
}

interface Crash {
  readonly cause: string;
  readonly stack: readonly string[];
}

/** Whatever was thrown may have fields of any type, or ones that throw when they are read. */
function toCrash(error: unknown): Crash {
  try {
    return { cause: errorCode(error), stack: stackOf(error) };
  } catch {
    return { cause: 'UNKNOWN', stack: [] };
  }
}

/** Where it happened, without the message, which may quote what was sent. */
function stackOf(error: unknown): readonly string[] {
  const stack: unknown = error instanceof Error ? error.stack : undefined;
  const lines = typeof stack === 'string' ? stack.split('\n') : [];
  return lines.map((line) => line.trim()).filter((line) => line.startsWith('at '));
}
