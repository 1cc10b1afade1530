/** The back end: a real MCP server that writes down the header fields of every request, and gives them away. */
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { createResumableEndpoint } from './resumable';

const PORT = 8080;
const EVENT_STREAM = { 'content-type': 'text/event-stream' };

/** Under load only the latest count. */
const KEPT = 200;

export async function serve(): Promise<string> {
  const requests: (readonly string[])[] = [];
  const own: Readonly<Record<string, () => string>> = {
    '/healthz': () => 'ok',
    '/recorded': () => JSON.stringify(requests.splice(0)),
  };
  const keep = ({ rawHeaders }: IncomingMessage): void => {
    if (requests.push(rawHeaders) > KEPT) requests.shift();
  };
  const handle = toNodeHandler(createMcpHandler(createGreeter));
  const others: Readonly<Record<string, RequestListener>> = {
    '/resumable': createResumableEndpoint(),
    '/quiet': (_, response) => void response.writeHead(200, EVENT_STREAM).write(': quiet\n\n'),
  };
  const server = createServer((request, response) => {
    const answer = own[request.url ?? ''];
    if (answer !== undefined) {
      response.end(answer());
      return;
    }
    const other = others[request.url ?? ''];
    if (other !== undefined) {
      other(request, response);
      return;
    }
    keep(request);
    // Node's types spell an absent url as undefined, which the SDK's do not allow for.
    void handle(request as NodeIncomingMessageLike, response);
  });
  server.listen(PORT);
  await new Promise((resolve) => process.once('SIGTERM', resolve));
  return 'stopped';
}

function createGreeter(): McpServer {
  const server = new McpServer({ name: 'e2e-remote', version: '1.0.0' });
  server.registerTool('greet', { description: 'Says hello' }, () => ({
    content: [{ type: 'text', text: 'hello from the remote' }],
  }));
  return server;
}
