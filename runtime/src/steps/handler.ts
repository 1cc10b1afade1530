/** The request path as a list of steps: form -> origin -> load -> route -> method -> target -> outbound headers -> dispatch. */
import type { IncomingMessage } from 'node:http';
import type { ProxyErrorCode } from '../errors';
import { refuse, sendError } from '../http/error-response';
import { Exchange } from '../exchange/exchange';
import type { ExchangeResponse } from '../exchange/exchange';
import { answerHealth, HEALTH_PATH } from './health';
import { readInboundHead } from '../http/inbound-head';
import type { InboundHead } from '../http/inbound-head';
import { refuseOrigin } from './origin-check';
import { buildOutboundHeaders } from '../headers/outbound-headers';
import type { Proxy } from '../proxy';
import { receiveBody } from '../exchange/request-body';
import type { RequestBody } from '../exchange/request-body';
import { findRoute, splitTarget } from './route';
import { buildRequestTarget } from './target-url';

/** POST, GET and DELETE are MCP's; HEAD goes with GET, and OPTIONS asks what a page of an allowed origin may do. */
const METHODS: ReadonlySet<string> = new Set(['POST', 'GET', 'DELETE', 'HEAD', 'OPTIONS']);
const ALLOW = [...METHODS].join(', ');

/** `awaitsContinue` says that the client holds its body back until it is asked for it (RFC 9110 section 10.1.1). */
export function handleRequest(
  proxy: Proxy,
  request: IncomingMessage,
  response: ExchangeResponse,
  awaitsContinue: boolean,
): void {
  const { path, query } = splitTarget(request.url ?? '');
  if (path === HEALTH_PATH) return answerHealth(proxy, request, response);
  const head = readInboundHead(request.rawHeaders);
  const malformed = refuseForm(request, head);
  if (malformed !== undefined) return sendError(response, malformed);
  const refusal = refuseOrigin(proxy.originRules, head) ?? refuseLoad(proxy, head);
  if (refusal !== undefined) return refuse(response, refusal);

  findRoute(proxy, request.method ?? '', path, query, (remotePath) => {
    if (response.destroyed) return;
    if (remotePath === undefined) {
      return refuse(response, 'ERR_PROXY_NOT_FOUND', { details: { endpoint: proxy.target.endpoint } });
    }
    if (!METHODS.has(request.method ?? '')) return refuse(response, 'ERR_PROXY_METHOD', { allow: ALLOW });
    const target = buildRequestTarget(proxy.target, remotePath, query);
    if (awaitsContinue) response.writeContinue();
    forward(proxy, target, head, request, response);
  });
}

/** What Node's parser lets pass and HTTP/1.1 does not: see RFC 9112 sections 2.3, 3.2 and 6.1. */
function refuseForm(
  { httpVersion }: IncomingMessage,
  { hosts, codings }: InboundHead,
): ProxyErrorCode | undefined {
  const isKnownVersion = httpVersion === '1.1' || httpVersion === '1.0';
  const hasHost = hosts.length === 1 || (hosts.length === 0 && httpVersion === '1.0');
  const isChunkedAlone = codings.length === 0 || (codings.length === 1 && codings[0] === 'chunked');
  return isKnownVersion && hasHost && isChunkedAlone ? undefined : 'ERR_PROXY_BAD_REQUEST';
}

function refuseLoad(
  { limits, exchanges }: Proxy,
  { bytes, length = 0 }: InboundHead,
): ProxyErrorCode | undefined {
  if (bytes > limits.header_bytes) return 'ERR_PROXY_HEADERS_TOO_LARGE';
  if (length > limits.request_body_bytes) return 'ERR_PROXY_BODY_TOO_LARGE';
  if (exchanges.size >= limits.concurrent_requests) return 'ERR_PROXY_OVERLOADED';
  return undefined;
}

function forward(
  proxy: Proxy,
  target: string,
  head: InboundHead,
  request: IncomingMessage,
  response: ExchangeResponse,
): void {
  const headers = buildOutboundHeaders(request.rawHeaders, head.connectionOptions, proxy.injected);
  const start = (body?: RequestBody): void => {
    const { sse } = proxy;
    const createRewriter = sse && ((path: string) => sse.createRewriter(request.rawHeaders, path));
    new Exchange(
      proxy,
      { method: request.method ?? '', target, headers, body, createRewriter },
      response,
    ).start();
  };
  if (!head.chunked && !head.length) return start();
  // RFC 9112 section 6.1: HTTP/1.0 knows no chunks, so where they end is not to be relied on.
  if (head.chunked && request.httpVersion === '1.0') response.shouldKeepAlive = false;
  if (head.length !== undefined) headers.push('content-length', String(head.length));
  receiveBody(request, head, proxy.limits.request_body_bytes, start);
}
