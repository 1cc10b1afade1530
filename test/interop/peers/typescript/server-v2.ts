/** The server of the TypeScript SDK's second generation: with sessions, and without since 2026-07-28. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import {
  McpServer,
  acceptedContent,
  createMcpHandler,
  fromJsonSchema,
  inputRequired,
} from '@modelcontextprotocol/server';
import type { CallToolResult, McpHttpHandler, ServerContext } from '@modelcontextprotocol/server';
import { createEventStore } from '../../../conformance/server/event-store';
import { report } from './report';
import { serve } from './serve';
import { COLOUR_SCHEMA, ECHO_SCHEMA, INTERRUPT_SCHEMA, RETRY_MS, STEP_MS } from './tools';

function text(value: string): CallToolResult {
  return { content: [{ type: 'text', text: value }] };
}

async function reportProgress({ mcpReq }: ServerContext, progress: number): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken ?? '';
  await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 3 } });
}

async function callProgress(context: ServerContext): Promise<CallToolResult> {
  for (const progress of [1, 2, 3]) {
    await reportProgress(context, progress);
    await delay(STEP_MS);
  }
  return text('done');
}

async function callInterrupt(args: { ms: number }, context: ServerContext): Promise<CallToolResult> {
  await reportProgress(context, 1);
  await delay(args.ms);
  return text('survived');
}

/** In a session the SDK makes a request of its own of the question; without, an input-required result (SEP-2322). */
function callAsk({ mcpReq }: ServerContext) {
  const colour = acceptedContent(mcpReq.inputResponses, 'colour')?.['colour'];
  if (typeof colour === 'string') return text(colour);
  const question = inputRequired.elicit({ message: 'Which colour?', requestedSchema: COLOUR_SCHEMA });
  return inputRequired({ inputRequests: { colour: question } });
}

/** `announce` tells whoever listens, when there is no session to tell. */
function createServer(announce?: () => void): McpServer {
  const server = new McpServer(
    { name: 'interop', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } } },
  );
  const echo = { inputSchema: fromJsonSchema<{ text: string }>(ECHO_SCHEMA) };
  server.registerTool('echo', echo, (args) => text(args.text));
  server.registerTool('progress', {}, callProgress);
  server.registerTool('ask', {}, callAsk);
  const interrupt = { inputSchema: fromJsonSchema<{ ms: number }>(INTERRUPT_SCHEMA) };
  server.registerTool('interrupt', interrupt, callInterrupt);
  server.registerTool('announce', {}, () => {
    if (announce === undefined) server.sendToolListChanged();
    else announce();
    return text('announced');
  });
  return server;
}

const sessions = new Map<string, NodeStreamableHTTPServerTransport>();

async function answerSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = request.headers['mcp-session-id'];
  const session = id === undefined ? await openSession() : sessions.get(String(id));
  if (session === undefined) return void response.writeHead(404).end();
  await session.handleRequest(request, response);
}

async function openSession(): Promise<NodeStreamableHTTPServerTransport> {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
    onsessionclosed: (id) => void sessions.delete(id),
    eventStore: createEventStore(),
    retryInterval: RETRY_MS,
  });
  await createServer().connect(transport);
  return transport;
}

function createStatelessAnswer() {
  const handler: McpHttpHandler = createMcpHandler(() => createServer(() => handler.notify.toolsChanged()), {
    legacy: 'reject',
  });
  const listener = toNodeHandler(handler);
  // Node's types spell an absent url as undefined, which the SDK's do not allow for.
  return (request: IncomingMessage, response: ServerResponse) =>
    listener(request as NodeIncomingMessageLike, response);
}

const revision = process.argv[2];
if (revision === '2025-11-25') serve('/mcp', answerSession);
else if (revision === '2026-07-28') serve('/mcp', createStatelessAnswer());
else report({ unsupported: "the TypeScript SDK's second generation has no HTTP+SSE server" });
