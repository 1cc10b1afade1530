/** An endpoint with sessions whose event streams can be resumed: it counts aloud, on the stream of each session. */
import type { RequestListener } from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { createSessionEndpoint } from '../../conformance/server/session-endpoint';

const BETWEEN_EVENTS_MS = 50;

export function createResumableEndpoint(): RequestListener {
  return createSessionEndpoint((transport) => {
    const server = new Server({ name: 'counter', version: '1.0.0' }, { capabilities: { logging: {} } });
    server.oninitialized = () => countAloud(server);
    return server.connect(transport);
  });
}

function countAloud(server: Server): void {
  let count = 0;
  const timer = setInterval(() => {
    void server.sendLoggingMessage({ level: 'info', data: count++ });
  }, BETWEEN_EVENTS_MS);
  server.onclose = () => {
    clearInterval(timer);
  };
}
