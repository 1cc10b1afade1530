import type { Exchange } from '../exchange/exchange';
import { toRefusal } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';

/** What Node's parser lets pass and HTTP/1.1 does not: see RFC 9112 sections 2.3, 3.2 and 6.1. */
export function checkForm({ request, head }: Exchange): OwnAnswer | undefined {
  const { httpVersion } = request;
  const { hosts, codings } = head;
  if (head.isExcessive) return toRefusal('ERR_PROXY_HEADERS_TOO_LARGE');
  const isKnownVersion = httpVersion === '1.1' || httpVersion === '1.0';
  const hasHost = hosts.length === 1 || (hosts.length === 0 && httpVersion === '1.0');
  const isChunkedAlone = codings.length === 0 || (codings.length === 1 && codings[0] === 'chunked');
  return isKnownVersion && hasHost && isChunkedAlone ? undefined : toRefusal('ERR_PROXY_BAD_REQUEST');
}

/** RFC 9110 section 10.1.1: an expectation that cannot be met is refused. */
export function checkExpectation({ expectation }: Exchange): OwnAnswer | undefined {
  return expectation === 'unknown' ? toRefusal('ERR_PROXY_EXPECTATION') : undefined;
}
