/** The last step: what goes to the remote is put together, and sent as soon as the client's body has begun to come. */
import type { Exchange } from '../exchange/exchange';
import { receiveBody } from '../exchange/request-body';
import { buildOutboundHeaders } from '../headers/outbound-headers';
import { buildRequestTarget } from '../target/target-url';
import { endAfterAnswer } from '../workarounds';

/** With sse the proxy has to read what comes for a GET, and the client gets it without a coding. */
const ACCEPT_ENCODING = 'accept-encoding';

export function forward(exchange: Exchange): undefined {
  const { request, response, head, proxy } = exchange;
  const path = exchange.remotePath ?? proxy.target.path;
  const { method = '' } = request;
  const target = proxy.redirects.apply(
    exchange.network,
    method,
    buildRequestTarget(proxy.target, path, exchange.query),
  );
  const headers = buildHeaders(exchange);
  // RFC 9112 section 6.1: HTTP/1.0 knows no chunks, so where they end is not to be relied on.
  if (head.chunked && request.httpVersion === '1.0') endAfterAnswer(response);
  if (exchange.expectation === 'continue') response.writeContinue();
  const outbound = { method, target, headers };
  if (!head.chunked && !head.length) {
    exchange.send({ ...outbound, body: undefined });
  } else {
    receiveBody(request, head, proxy.limits.request_body_bytes, {
      onBody: (body) => exchange.send({ ...outbound, body }),
      onCrash: (error) => exchange.crash(error),
    });
  }
}

/** The fields of the client that pass, those that are injected, and what the proxy says of the message. */
function buildHeaders({ request, head, injected, proxy }: Exchange): string[] {
  const isRead = proxy.sse !== undefined && request.method === 'GET';
  const isDropped = isRead
    ? (key: string) => key === ACCEPT_ENCODING || proxy.staysBehind(key)
    : proxy.staysBehind;
  const headers = buildOutboundHeaders(request.rawHeaders, head.connectionOptions, injected, isDropped);
  if (isRead && !injected.keys.has(ACCEPT_ENCODING)) headers.push(ACCEPT_ENCODING, 'identity');
  if (!injected.keys.has('via')) headers.push('via', proxy.via);
  if (head.length !== undefined && head.length > 0) headers.push('content-length', String(head.length));
  return headers;
}
