/**
 * The remote that is measured against, a process of its own. It answers POST with as many bytes as `?answer=` says, never
 * with `?never`, and with `?unread` reads no body either; GET begins an event stream that stays quiet. With the argument
 * `tls` it speaks TLS.
 */
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readCredentials } from '../test/support/certificates';

/** What a small tool's result takes. */
const DEFAULT_ANSWER_BYTES = 380;

const bodies = new Map<number, Buffer>();

/** A JSON-RPC answer of about `size` bytes, made once. */
function bodyOf(size: number): Buffer {
  const known = bodies.get(size);
  if (known !== undefined) return known;
  const frame = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: '' }] } });
  const body = Buffer.from(frame.replace('""', `"${'x'.repeat(Math.max(0, size - frame.length))}"`));
  bodies.set(size, body);
  return body;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { searchParams } = new URL(request.url ?? '/', 'http://remote');
  if (searchParams.has('unread')) return;
  request.resume();
  if (searchParams.has('never')) return;
  const body = bodyOf(Number(searchParams.get('answer') ?? DEFAULT_ANSWER_BYTES));
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  request.on('end', () => response.writeHead(200, headers).end(body));
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET') return answer(request, response);
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
}

const server =
  process.argv[2] === 'tls' ? createTlsServer(readCredentials('good'), handle) : createServer(handle);
// Idle connections are the proxy's to end.
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
