/** The remote: an MCP server that writes down the header fields of every request, as they came over the wire. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';

/** Name, value, name, value, ... in the order and the spelling received. */
export type RawHeaders = readonly string[];

export interface RecordingServer {
  readonly url: string;
  readonly requests: readonly RawHeaders[];
  close(): void;
}

export async function startRecordingServer(): Promise<RecordingServer> {
  const requests: RawHeaders[] = [];
  const handle = toNodeHandler(createMcpHandler(createGreeter));
  const server = createServer((request, response) => {
    requests.push(request.rawHeaders);
    // Node's types spell an absent url as undefined, which the SDK's do not allow for.
    void handle(request as NodeIncomingMessageLike, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/mcp`, requests, close: () => void server.close() };
}

function createGreeter(): McpServer {
  const server = new McpServer({ name: 'demo-remote', version: '1.0.0' });
  server.registerTool('greet', { description: 'Says hello' }, () => ({
    content: [{ type: 'text', text: 'hello from the remote' }],
  }));
  return server;
}
