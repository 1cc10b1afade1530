/** The graceful stop: unready at once, a while of still serving, then no new requests, then an end to streams. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RemoteProxy } from './exchange/remote-proxy';
import type { ProxyServer } from './server';

const IDLE_SWEEP_MS = 100;

/** `atOnce` leaves out the wait for the endpoint to leave its Service, which a person at a terminal has none of. */
export async function shutDown(server: ProxyServer, proxy: RemoteProxy, atOnce: boolean): Promise<void> {
  const { shutdown_delay_ms: delayMs, shutdown_deadline_ms: deadlineMs } = proxy.limits;
  const deadline = sleep(deadlineMs, undefined, { ref: false });
  proxy.draining = true;
  proxy.log.info({ inProgress: proxy.exchanges.size }, 'stopping');
  if (!atOnce) await Promise.race([sleep(delayMs), deadline]);
  const closed = new Promise<void>((resolve) => server.stopListening(resolve));
  server.closeUnusedConnections();
  // A connection whose last answer has just ended is idle only now, and would be kept for the next request.
  const sweep = setInterval(() => server.closeUnusedConnections(), IDLE_SWEEP_MS);
  await Promise.race([closed, deadline]);
  clearInterval(sweep);
  if (proxy.exchanges.size > 0)
    proxy.log.info({ ended: proxy.exchanges.size }, 'ending what is still in progress');
  proxy.exchanges.abortAll();
  server.http.closeAllConnections();
  proxy.upstream.destroy();
  proxy.authenticator?.close();
  proxy.exchanges.stop();
  proxy.requestLog.flush();
  proxy.log.info('stopped');
}
