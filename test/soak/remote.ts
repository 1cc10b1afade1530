/** A remote that behaves and misbehaves as its query says; the proxy passes the query on. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const ANSWER = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  result: { content: [{ type: 'text', text: 'x'.repeat(300) }] },
});
const EVENT = `event: message\ndata: ${ANSWER}\n\n`;
const LARGE = Buffer.alloc(1024 * 1024, 'y');
const EVENT_INTERVAL_MS = 50;

function answer(request: IncomingMessage, response: ServerResponse): void {
  request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(ANSWER));
}

function stream(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const timer = setInterval(() => response.write(EVENT), EVENT_INTERVAL_MS);
  response.on('close', () => clearInterval(timer));
}

export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  answer,
  stream,
  large: (request, response) => void request.resume().on('end', () => response.end(LARGE)),
  reset: (request) => request.socket.resetAndDestroy(),
  half: (request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half of it', () => request.socket.destroy());
  },
  malformed: (request) => void request.socket.end('HTTP/1.1 two hundred\r\n\r\n'),
};

export async function startRemote(): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const behave = new URL(request.url ?? '', 'http://remote').searchParams.get('behave') ?? 'answer';
    (BEHAVIOURS[behave] ?? answer)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
