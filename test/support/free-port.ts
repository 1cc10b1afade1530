import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A port nobody listens on, until somebody does. */
export function freePort(): Promise<number> {
  return takeAndLeave(0);
}

/** Whether nobody listens on this one. */
export function isFree(port: number): Promise<boolean> {
  return takeAndLeave(port).then(
    () => true,
    () => false,
  );
}

async function takeAndLeave(wanted: number): Promise<number> {
  const server = createServer();
  await once(server.listen(wanted, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
