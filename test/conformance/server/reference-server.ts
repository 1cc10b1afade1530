/** The server under both runs, direct and proxied, in the generation a revision needs. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLegacyEndpoint } from './legacy-endpoint';
import { createModernEndpoint } from './modern-endpoint';

/** `legacy` has sessions (until 2025-11-25), `modern` has none (2026-07-28). */
export type Generation = 'legacy' | 'modern';

export interface ReferenceServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Listens on a port of its own; `observe` sees every request before it is served. */
export async function startReferenceServer(
  generation: Generation,
  observe: (request: IncomingMessage) => void,
): Promise<ReferenceServer> {
  const serve = generation === 'legacy' ? createLegacyEndpoint() : await createModernEndpoint();
  const server = createServer((request, response) => {
    observe(request);
    serve(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/mcp`, stop: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
