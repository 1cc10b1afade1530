/** One transport and one server per session, which the SDK leaves to the application. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { StreamableHTTPServerTransportOptions } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createEventStore } from './event-store';

/** Has a server answer on the transport of a new session. */
type Connect = (transport: StreamableHTTPServerTransport) => Promise<void>;

/** Its event streams can be resumed. */
export function createSessionEndpoint(
  connect: Connect,
  options: StreamableHTTPServerTransportOptions = {},
): RequestListener {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const openSession = async (): Promise<StreamableHTTPServerTransport> => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
      eventStore: createEventStore(),
      ...options,
    });
    await connect(transport);
    return transport;
  };
  return (request, response) => void serve(sessions, openSession, request, response);
}

async function serve(
  sessions: ReadonlyMap<string, StreamableHTTPServerTransport>,
  openSession: () => Promise<StreamableHTTPServerTransport>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = request.headers['mcp-session-id'];
  if (id === undefined) return (await openSession()).handleRequest(request, response);
  const session = sessions.get(String(id));
  if (session === undefined) return void response.writeHead(404).end();
  await session.handleRequest(request, response);
}
