import { InvalidArgumentError } from 'commander';
import { parsePort } from '../runtime/src/index';

/** An option's value that is a port; 0 lets the system choose. */
export function portOption(text: string): number {
  try {
    return parsePort(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
