import { InvalidArgumentError } from 'commander';

/** A port to listen on; 0 lets the system choose. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new InvalidArgumentError('expected a whole number from 0 to 65535');
  return port;
}
