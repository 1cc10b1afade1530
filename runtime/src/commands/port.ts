const MAX_PORT = 65_535;

/**
 * A port to listen on, as written on a command line; 0 lets the system choose.
 *
 * @throws RangeError for anything else
 */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > MAX_PORT) {
    throw new RangeError(`expected a port, a whole number from 0 to ${MAX_PORT}`);
  }
  return port;
}
