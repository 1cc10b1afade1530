/** One transport and one server per session, which the SDK leaves to the application. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createEventStore } from './event-store';
import { createLegacyServer } from './legacy-server';

/** How long clients are told to wait before they come back to a closed stream. */
const RETRY_MS = 50;

export function createLegacyEndpoint(): RequestListener {
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
    onsessionclosed: (id) => void sessions.delete(id),
    eventStore: createEventStore(),
    retryInterval: RETRY_MS,
  });
  await createLegacyServer().connect(transport);
  return transport;
}
