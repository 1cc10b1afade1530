/** An endpoint with sessions whose event streams can be resumed: it counts aloud, on the stream of each session. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createEventStore } from '../../conformance/server/event-store';

const BETWEEN_EVENTS_MS = 50;

export function createResumableEndpoint(): RequestListener {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  return (request, response) => void serve(sessions, request, response);
}

async function serve(
  sessions: Map<string, StreamableHTTPServerTransport>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = request.headers['mcp-session-id'];
  if (id === undefined) return (await openSession(sessions)).handleRequest(request, response);
  const session = sessions.get(String(id));
  if (session === undefined) return void response.writeHead(404).end();
  await session.handleRequest(request, response);
}

async function openSession(
  sessions: Map<string, StreamableHTTPServerTransport>,
): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
    eventStore: createEventStore(),
  });
  const server = new Server({ name: 'counter', version: '1.0.0' }, { capabilities: { logging: {} } });
  server.oninitialized = () => countAloud(server);
  await server.connect(transport);
  return transport;
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
