/** How the remote's answer begins at the client. */
import { corsFields } from '../headers/cors';
import { toReason, withoutBodyFields } from '../headers/response-headers';
import type { ResponseHead } from '../headers/response-headers';
import { splitTarget } from '../target/target-url';
import { endAfterAnswer } from '../workarounds';
import type { Answer } from './answer';
import type { Exchange } from './exchange';

/**
 * What turns out to be an event stream leaves its place to calls, whatever the client had said it accepts. A POST that
 * finds no place among the streams stays the call that it is.
 */
export function hasPlaceForStream(exchange: Exchange): boolean {
  const { proxy, request } = exchange;
  return proxy.exchanges.move(exchange, 'stream') || request.method !== 'GET';
}

/** Passes the head on, with what the client is to know beside it. `target` is what the remote was asked for. */
export function beginAnswer(
  { proxy, request, response, pageOrigin }: Exchange,
  answer: Answer,
  target: string,
  status: number,
  reason: string | undefined,
  head: ResponseHead,
): void {
  // There are clients that look neither at the status nor at the type of what they get.
  const sse = request.method === 'GET' ? proxy.sse : undefined;
  if (sse) {
    const { path: answeredBy } = splitTarget(target);
    answer.passThrough(sse.createStream(head, request.rawHeaders, answeredBy, answer));
  }
  const headers = sse ? withoutBodyFields(head.headers) : head.headers;
  if (pageOrigin !== undefined) headers.push(...corsFields(pageOrigin));
  if (proxy.draining) endAfterAnswer(response);
  answer.begin(status, toReason(status, reason), headers, head.contentLength !== undefined && !sse);
}
