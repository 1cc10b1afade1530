/** The listening side: what the HTTP parser refuses, where requests go, and how listening ends. */
import { createServer as createHttpServer, STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { PROXY_ERRORS } from './errors';
import type { ProxyErrorCode } from './errors';
import { renderErrorBody } from './proxy/error-response';
import type { ExchangeResponse } from './proxy/exchange';
import { handleRequest } from './proxy/handler';
import type { Proxy } from './proxy/proxy';

/** How often Node looks for requests that take too long to arrive. */
const TIMEOUT_CHECK_MS = 1000;

export function createServer(proxy: Proxy): Server {
  const { limits } = proxy;
  const server = createHttpServer({
    maxHeaderSize: limits.header_bytes,
    headersTimeout: limits.request_header_timeout_ms,
    requestTimeout: limits.request_timeout_ms,
    keepAliveTimeout: limits.keep_alive_timeout_ms,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  });
  const answer = (awaitsContinue: boolean) => (request: IncomingMessage, response: ExchangeResponse) =>
    handleRequest(proxy, request, response, awaitsContinue);
  server.on('request', answer(false)).on('checkContinue', answer(true));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseConnection(error, socket));
  return server;
}

/** What Node's parser and its timers report before there is a request to answer. */
const PARSER_CODES: Readonly<Record<string, ProxyErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'ERR_PROXY_HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'ERR_PROXY_REQUEST_TIMEOUT',
};

function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const code = PARSER_CODES[error.code ?? ''] ?? 'ERR_PROXY_BAD_REQUEST';
  const { status } = PROXY_ERRORS[code];
  const body = renderErrorBody(code);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Listens; resolves with the port, which the system chose when it was 0. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
