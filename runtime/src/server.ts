/** The listening side: what the HTTP parser refuses, where requests go, and how listening ends. */
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProxyErrorCode } from './errors';
import type { RemoteProxy } from './exchange/remote-proxy';
import { MAX_FIELDS } from './headers/connection-options';
import { connectionOf, readInTurn } from './http/client-connection';
import type { ClientConnection, ClientResponse } from './http/client-connection';
import { ClientConnections } from './http/client-connections';
import type { Expectation } from './http/inbound-head';
import { InboundRequest } from './http/inbound-request';
import { renderErrorResponse } from './http/own-answer';
import { answerCrash, handleRequest } from './steps/handle-request';
import { logCrash } from './telemetry/log-crash';
import { stopAccepting } from './workarounds';

/** How often Node looks for requests that take too long to arrive. */
const TIMEOUT_CHECK_MS = 1000;

/** A client that has vanished without a word is noticed after this and some ten seconds more. */
const TCP_KEEP_ALIVE_MS = 30_000;

export interface ProxyServer {
  readonly http: Server;
  /** Stops accepting connections; calls back when the last one has ended. */
  stopListening(done: () => void): void;
  /** Destroys the connections that carry no request. */
  closeUnusedConnections(): void;
}

export function createServer(proxy: RemoteProxy): ProxyServer {
  const { limits } = proxy;
  const server = createHttpServer({
    IncomingMessage: InboundRequest,
    maxHeaderSize: limits.header_bytes,
    // The header section is part of the request; Node throws when it may take longer than the whole.
    headersTimeout: Math.min(limits.request_header_timeout_ms, limits.request_timeout_ms),
    requestTimeout: limits.request_timeout_ms,
    keepAliveTimeout: limits.keep_alive_timeout_ms,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    // Checked with the other fields, so that the answer is one of our own.
    requireHostHeader: false,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
  });
  // Node leaves out fields beyond a number of them, some releases in silence; we count them ourselves. What is still to
  // come of a head, and trailers, need not be kept beyond that.
  server.maxHeadersCount = 2 * MAX_FIELDS;
  const connections = new ClientConnections(limits.client_connections, (error) => {
    logCrash(proxy.log, error);
  });
  // Before Node's own listener, which has its parser read the connection.
  server.prependListener('connection', (socket) => contain(proxy, socket, () => readInTurn(socket)));
  server.on('connection', (socket) => {
    contain(proxy, socket, () => {
      if (connections.accept(socket)) return;
      proxy.records.writeRefusal('ERR_PROXY_OVERLOADED');
      socket.destroy();
    });
  });
  for (const [event, expectation] of EXPECTATIONS) {
    server.on(event, (request: IncomingMessage, response: ClientResponse) => {
      try {
        connectionOf(request.socket)?.take(response, (current) =>
          handleRequest(proxy, request, current, expectation),
        );
      } catch (error) {
        answerCrash(proxy, request, response, error);
      }
    });
  }
  server.on('connect', (_request, socket) => {
    const connection = connectionOf(socket);
    // Node lets go of the socket here, so that nobody else would notice how it ends.
    socket
      .on('error', () => socket.destroy())
      .on('end', () => socket.destroy())
      .on('close', () => connection?.abandon())
      .resume();
    contain(proxy, socket, () => endInput(proxy, 'ERR_PROXY_METHOD', socket, connection));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const code = PARSER_CODES[error.code ?? ''] ?? 'ERR_PROXY_BAD_REQUEST';
    contain(proxy, socket, () => endInput(proxy, code, socket, connectionOf(socket)));
  });
  return {
    http: server,
    stopListening: (done) => stopAccepting(server, done),
    closeUnusedConnections: () => connections.closeUnused(),
  };
}

/** Node's events for a request, by what the client's Expect field says. */
const EXPECTATIONS: readonly (readonly ['request' | 'checkContinue' | 'checkExpectation', Expectation])[] = [
  ['request', 'none'],
  ['checkContinue', 'continue'],
  ['checkExpectation', 'unknown'],
];

/** What Node's parser and its timers report before there is a request to answer, or in the middle of its body. */
const PARSER_CODES: Readonly<Record<string, ProxyErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'ERR_PROXY_HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'ERR_PROXY_REQUEST_TIMEOUT',
};

/** What goes wrong in the proxy itself, where there is no request to answer, ends the connection it is about. */
function contain({ log }: RemoteProxy, socket: Duplex, action: () => void): void {
  try {
    action();
  } catch (error) {
    logCrash(log, error);
    socket.destroy();
  }
}

/**
 * Nothing more can be read of a connection: that is answered where nothing is in progress on it. An answer in progress must
 * neither be mixed with another nor be taken for complete.
 */
function endInput(
  proxy: RemoteProxy,
  code: ProxyErrorCode,
  socket: Duplex,
  connection: ClientConnection | undefined,
): void {
  const current = connection?.current;
  // Cut by the end of what the client sends, which Node takes for its leave.
  if (current !== undefined && current.req.complete && socket.readableEnded) return void socket.destroy();
  // The request before what was wrong still gets its answer; nothing else on its connection does.
  if (current !== undefined && current.req.complete) return connection?.endAfterLatest();
  if (current !== undefined) return failBody(code, current, connection);
  proxy.records.writeRefusal(code);
  // Destroyed, so that whatever it carried is aborted.
  socket.end(renderErrorResponse(code), () => socket.destroy());
}

/** What was wrong is the body of the request in progress. One that was refused already has its answer. */
function failBody(
  code: ProxyErrorCode,
  { exchange }: ClientResponse,
  connection: ClientConnection | undefined,
): void {
  connection?.endAfterLatest();
  exchange?.fail(code, 'REQUEST_BODY');
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
