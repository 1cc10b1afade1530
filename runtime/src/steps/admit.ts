import type { Exchange } from '../exchange/exchange';
import { toRefusal } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';

/** What is larger than allowed, and what there is no place for, is turned away before it costs anything. */
export function admit(exchange: Exchange): OwnAnswer | undefined {
  const { limits, exchanges } = exchange.proxy;
  const { bytes, length = 0 } = exchange.head;
  if (bytes > limits.header_bytes) return toRefusal('ERR_PROXY_HEADERS_TOO_LARGE');
  if (length > limits.request_body_bytes) return toRefusal('ERR_PROXY_BODY_TOO_LARGE');
  return exchanges.admit(exchange) ? undefined : toRefusal('ERR_PROXY_OVERLOADED');
}
