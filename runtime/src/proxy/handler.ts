/** The request path as a list of steps: route -> origin -> limits -> target -> outbound headers -> dispatch. */
import type { IncomingMessage } from 'node:http';
import type { ProxyErrorCode } from '../errors';
import { sendError } from './error-response';
import { Exchange } from './exchange';
import type { ExchangeResponse, OutboundRequest } from './exchange';
import { answerHealth, HEALTH_PATH } from './health';
import { readInboundHead } from './inbound-head';
import type { InboundHead } from './inbound-head';
import { refuseOrigin } from './origin-check';
import { buildOutboundHeaders } from './outbound-headers';
import type { Proxy } from './proxy';
import { receiveBody } from './request-body';
import type { RequestBody } from './request-body';
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
  if (!proxy.target.endpoints.has(path)) {
    return sendError(response, 'ERR_PROXY_NOT_FOUND', { details: { endpoint: proxy.target.endpoint } });
  }
  const method = request.method ?? '';
  if (!METHODS.has(method)) return sendError(response, 'ERR_PROXY_METHOD', { allow: ALLOW });
  const head = readInboundHead(request.rawHeaders);
  const refusal = refuseOrigin(proxy.originRules, head) ?? refuseLoad(proxy, head);
  if (refusal !== undefined) return sendError(response, refusal);

  const target = buildRequestTarget(proxy.target, proxy.target.path, query);
  const headers = buildOutboundHeaders(request.rawHeaders, head.connectionOptions, proxy.injected);
  const forward = (body?: RequestBody): void => {
    const outbound: OutboundRequest = { method, target, headers, body };
    new Exchange(proxy, outbound, response).start();
  };
  if (!head.chunked && !head.length) return forward();
  if (head.length !== undefined) headers.push('content-length', String(head.length));
  if (awaitsContinue) response.writeContinue();
  receiveBody(request, head, proxy.limits.requestBodyBytes, forward);
}

/** The path exactly as it was written: an endpoint is matched, never normalized, so there is nothing to escape from. */
function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  return mark < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function refuseLoad({ limits, exchanges }: Proxy, { length = 0 }: InboundHead): ProxyErrorCode | undefined {
  if (length > limits.requestBodyBytes) return 'ERR_PROXY_BODY_TOO_LARGE';
  if (exchanges.size >= limits.concurrentRequests) return 'ERR_PROXY_OVERLOADED';
  return undefined;
}
