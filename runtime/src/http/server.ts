/** The listening side: what the HTTP parser refuses, where requests go, and how listening ends. */
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProxyErrorCode } from '../errors';
import { renderErrorResponse, sendError } from './error-response';
import type { ExchangeResponse } from '../exchange/exchange';
import { handleRequest } from '../steps/handler';
import type { Proxy } from '../proxy';

/** How often Node looks for requests that take too long to arrive. */
const TIMEOUT_CHECK_MS = 1000;

export interface ProxyServer {
  readonly http: Server;
  /** Stops accepting connections; calls back when the last one has ended. */
  stopListening(done: () => void): void;
  /** Destroys the connections that carry no request. */
  closeIdleConnections(): void;
}

export function createServer(proxy: Proxy): ProxyServer {
  const { limits } = proxy;
  const server = createHttpServer({
    maxHeaderSize: limits.header_bytes,
    // The header section is part of the request; Node throws when it may take longer than the whole.
    headersTimeout: Math.min(limits.request_header_timeout_ms, limits.request_timeout_ms),
    requestTimeout: limits.request_timeout_ms,
    keepAliveTimeout: limits.keep_alive_timeout_ms,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    // Checked with the other fields, so that the answer is one of our own.
    requireHostHeader: false,
  });
  // Node leaves out fields beyond a number of them, some releases in silence; header_bytes is the limit here.
  server.maxHeadersCount = 0;
  const latest = new WeakMap<Duplex, ExchangeResponse>();
  const handle = (awaitsContinue: boolean) => (request: IncomingMessage, response: ExchangeResponse) => {
    const previous = latest.get(request.socket);
    latest.set(request.socket, response);
    inTurn(previous, request.socket, () => handleRequest(proxy, request, response, awaitsContinue));
  };
  server.on('request', handle(false));
  server.on('checkContinue', handle(true));
  server.on('checkExpectation', (_request, response) => sendError(response, 'ERR_PROXY_EXPECTATION'));
  server.on('connect', (_request, socket) => refuseConnection(socket, 'ERR_PROXY_METHOD'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    refuseInput(error, socket, latest.get(socket)),
  );
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    http: server,
    // Node's own way to close takes an answer for sent that the client has not read yet, and cuts it off.
    stopListening: (done) => void NetServer.prototype.close.call(server, done),
    closeIdleConnections: () => {
      for (const socket of sockets) if (latest.get(socket)?.closed !== false) socket.destroy();
    },
  };
}

/**
 * A pipelined request waits for the answer before it (RFC 9112 section 9.3.2): one connection is one request in
 * progress, and whatever follows an answer that ends its connection is never looked at.
 */
function inTurn(previous: ExchangeResponse | undefined, socket: Socket, next: () => void): void {
  if (previous === undefined || previous.closed) return next();
  socket.pause();
  previous.on('close', () => {
    if (socket.destroyed) return;
    socket.resume();
    next();
  });
}

/** What Node's parser and its timers report before there is a request to answer, or in the middle of its body. */
const PARSER_CODES: Readonly<Record<string, ProxyErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'ERR_PROXY_HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'ERR_PROXY_REQUEST_TIMEOUT',
};

function refuseInput(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  latest: ExchangeResponse | undefined,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const code = PARSER_CODES[error.code ?? ''] ?? 'ERR_PROXY_BAD_REQUEST';
  const answering = latest?.writableFinished === false ? latest : undefined;
  if (answering === undefined) return refuseConnection(socket, code);
  const isRefused = answering.headersSent && answering.exchange === undefined;
  if (answering.req.complete || isRefused) return endAfter(answering, socket);
  // An answer in progress must neither be mixed with another nor be taken for complete.
  if (answering.headersSent) return void socket.destroy();
  refuseConnection(socket, code);
}

/** The request before what was wrong, or refused already, still gets its answer; nothing else on its connection does. */
function endAfter(response: ExchangeResponse, socket: Duplex): void {
  response.on('finish', () => socket.destroy());
}

/** Answers without a request to answer. The connection is destroyed, so that whatever it carried is aborted. */
function refuseConnection(socket: Duplex, code: ProxyErrorCode): void {
  socket.end(renderErrorResponse(code), () => socket.destroy());
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
