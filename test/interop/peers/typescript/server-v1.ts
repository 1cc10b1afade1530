/** The server of the TypeScript SDK's first generation: Streamable HTTP with sessions, and HTTP+SSE. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  CallToolRequestSchema,
  ElicitResultSchema,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import { createEventStore } from '../../../conformance/server/event-store';
import { report } from './report';
import { serve } from './serve';
import { COLOUR_SCHEMA, ECHO_SCHEMA, INTERRUPT_SCHEMA, NO_ARGUMENTS, RETRY_MS, STEP_MS } from './tools';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;
type Tool = (args: Record<string, unknown>, extra: Extra, server: Server) => Promise<string>;

const TOOLS: Readonly<Record<string, Tool>> = {
  echo: ({ text }) => Promise.resolve(String(text)),
  async progress(_args, extra) {
    for (const progress of [1, 2, 3]) {
      await reportProgress(extra, progress);
      await delay(STEP_MS);
    }
    return 'done';
  },
  async ask(_args, extra) {
    const params = { message: 'Which colour?', requestedSchema: COLOUR_SCHEMA };
    const answer = await extra.sendRequest({ method: 'elicitation/create', params }, ElicitResultSchema);
    return String(answer.content?.['colour']);
  },
  async announce(_args, _extra, server) {
    await server.sendToolListChanged();
    return 'announced';
  },
  async interrupt({ ms }, extra) {
    await reportProgress(extra, 1);
    await delay(Number(ms));
    return 'survived';
  },
};

const SCHEMAS: Readonly<Record<string, typeof ECHO_SCHEMA | typeof INTERRUPT_SCHEMA>> = {
  echo: ECHO_SCHEMA,
  interrupt: INTERRUPT_SCHEMA,
};

async function reportProgress({ _meta, sendNotification }: Extra, progress: number): Promise<void> {
  const progressToken = _meta?.progressToken ?? '';
  await sendNotification({ method: 'notifications/progress', params: { progressToken, progress, total: 3 } });
}

function createServer(): Server {
  const server = new Server(
    { name: 'interop', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } } },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.keys(TOOLS).map((name) => ({
      name,
      inputSchema: SCHEMAS[name] ?? NO_ARGUMENTS,
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const text = await TOOLS[params.name]?.(params.arguments ?? {}, extra, server);
    return { content: [{ type: 'text', text: text ?? `there is no tool ${params.name}` }] };
  });
  return server;
}

const sessions = new Map<string, StreamableHTTPServerTransport>();

async function answerStreamable(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = request.headers['mcp-session-id'];
  const session = id === undefined ? await openSession() : sessions.get(String(id));
  if (session === undefined) return void response.writeHead(404).end();
  await session.handleRequest(request, response);
}

async function openSession(): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
    onsessionclosed: (id) => void sessions.delete(id),
    eventStore: createEventStore(),
    retryInterval: RETRY_MS,
  });
  await createServer().connect(transport);
  return transport;
}

const streams = new Map<string, SSEServerTransport>();

async function answerSse(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = new URL(request.url ?? '', 'http://localhost').searchParams.get('sessionId');
  if (id !== null) return streams.get(id)?.handlePostMessage(request, response);
  const transport = new SSEServerTransport('/messages', response);
  streams.set(transport.sessionId, transport);
  await createServer().connect(transport);
}

const revision = process.argv[2];
if (revision === '2025-11-25') serve('/mcp', answerStreamable);
else if (revision === '2024-11-05') serve('/sse', answerSse);
else report({ unsupported: "the TypeScript SDK's first generation ends with 2025-11-25" });
