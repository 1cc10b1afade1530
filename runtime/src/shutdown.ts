/** The graceful stop: unready at once, a while of still serving, then no new requests, then an end to streams. */
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Proxy } from './proxy/proxy';

export interface ShutdownTimes {
  /** How long to go on accepting, while endpoints are taken out of Services. */
  readonly delayMs: number;
  /** How long requests in progress may take after that. */
  readonly drainMs: number;
}

export const DEFAULT_SHUTDOWN: ShutdownTimes = { delayMs: 5_000, drainMs: 20_000 };

export async function shutDown(
  server: Server,
  proxy: Proxy,
  { delayMs, drainMs }: ShutdownTimes,
): Promise<void> {
  proxy.draining = true;
  proxy.log.info({ inProgress: proxy.exchanges.size }, 'stopping');
  await sleep(delayMs);
  const closed = new Promise((resolve) => server.close(resolve));
  await Promise.race([closed, sleep(drainMs, undefined, { ref: false })]);
  for (const exchange of proxy.exchanges) exchange.abort();
  server.closeAllConnections();
  await proxy.upstream.destroy();
  proxy.watch.stop();
  proxy.log.info('stopped');
}
